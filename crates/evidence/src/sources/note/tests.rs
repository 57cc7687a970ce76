//! Types told from bytes, texts without secrets, pictures without their past.

use std::io::Cursor;

use ::image::{DynamicImage, ImageFormat, RgbImage};

use super::*;
use crate::testing::import;

fn options() -> NoteOptions {
    NoteOptions {
        occurred: "2026-11-13T14:02:00Z".parse().unwrap(),
        zone: Some("Asia/Seoul".to_owned()),
        caption: "결제 오류 그래프".to_owned(),
        author: None,
    }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::new(8, 6)).write_to(&mut out, format).unwrap();
    out.into_inner()
}

#[test]
fn types_are_told_from_bytes() {
    for (format, media) in [
        (ImageFormat::Png, MediaType::Png),
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Gif, MediaType::Gif),
        (ImageFormat::WebP, MediaType::Webp),
    ] {
        assert_eq!(MediaType::of(&picture(format)), media);
    }
    assert_eq!(MediaType::of("오류 로그\n".as_bytes()), MediaType::Text);
    assert_eq!(MediaType::of(b"<svg xmlns='x'/>"), MediaType::Text);
    assert_eq!(MediaType::of(b"%PDF-1.7"), MediaType::Opaque);
    assert_eq!(MediaType::of(b"a\0b"), MediaType::Opaque);
}

#[test]
fn a_pasted_log_loses_its_secrets() {
    let secret = format!("gh{}", "p_abcdefghijklmnopqrstuvwxyz0123");
    let item = item("../x\u{202e}/log.txt", format!("token {secret}\nboom").into_bytes(), &options()).unwrap();
    assert!(item.is_scrubbed && !item.text.contains(&secret) && !String::from_utf8_lossy(&item.raw).contains(&secret));
    assert!(item.text.starts_with("결제 오류 그래프\n"));
    assert_eq!(item.detail("file"), Some("log.txt"));
}

#[test]
fn the_same_note_has_the_same_key_and_bytes_are_kept() {
    let bytes = picture(ImageFormat::Png);
    let first = item("g.png", bytes.clone(), &options()).unwrap();
    assert_eq!(first, item("g.png", bytes.clone(), &options()).unwrap());
    assert_eq!(first.raw, bytes);
    assert_eq!(first.detail("file_type"), Some("image/png"));
    assert!(item("g.png", Vec::new(), &options()).is_err());
}

#[test]
fn reencoding_drops_what_is_not_picture() {
    let mut bytes = picture(ImageFormat::Jpeg);
    bytes.extend_from_slice(b"GPS 37.5665 trailing");
    let (clean, media) = reencode(&bytes).unwrap();
    assert_eq!(media, "image/jpeg");
    assert!(!clean.windows(8).any(|w| w == b"trailing"));
    for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        assert_eq!(reencode(&picture(format)).unwrap().1, "image/png");
    }
}

#[test]
fn huge_and_damaged_pictures_are_refused() {
    // a PNG head that claims 100,000 × 100,000 pixels
    let mut png = picture(ImageFormat::Png);
    png[16..20].copy_from_slice(&100_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&100_000u32.to_be_bytes());
    assert!(reencode(&png).is_err());
    assert!(matches!(reencode(b"\x89PNG\r\n\x1a\nxx"), Err(NoImage::Damaged(_))));
    assert_eq!(reencode(b"text"), Err(NoImage::OtherType));
}

#[test]
fn a_note_needs_its_time() {
    let input = || Input::bytes("a.txt", b"x".to_vec());
    assert!(matches!(import(SourceKind::Note, input(), &Options::default()), Err(Rejected::Note { .. })));
    let options = Options { note: Some(options()), ..Options::default() };
    assert_eq!(import(SourceKind::Note, input(), &options).unwrap().summary.taken, 1);
}

proptest::proptest! {
    #[test]
    fn a_mutated_picture_never_panics(at in 0usize..200, byte: u8, which in 0usize..4) {
        let mut bytes = picture([ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP][which]);
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = reencode(&bytes);
    }
}

#[test]
fn the_fixtures_are_a_log_and_a_picture_that_carries_more_than_it_shows() {
    let log = item("gateway.log", include_bytes!("fixtures/gateway.log").to_vec(), &options()).unwrap();
    assert!(log.text.contains("authorize timed out"));
    let chart = include_bytes!("fixtures/chart.png");
    assert_eq!(MediaType::of(chart), MediaType::Png);
    let (shown, kind) = image::reencode(chart).unwrap();
    assert_eq!(kind, "image/png");
    assert!(!shown.windows(16).any(|w| w == b"taken by someone"));
}
