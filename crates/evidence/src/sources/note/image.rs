//! Pictures drawn anew: pixels only, no places, cameras or trailing bytes.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use super::MediaType;

/// Pixels at most.
pub const MAX_PIXELS: u64 = 40_000_000;

/// Why no picture can be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoImage {
    /// Not one of the four formats.
    #[error("no PNG, JPEG, WebP or GIF")]
    OtherType,
    /// More pixels than the limit.
    #[error("{width}×{height} is more than 40 megapixels")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// It cannot be decoded.
    #[error("the picture is damaged ({0})")]
    Damaged(String),
}

/// Decodes a picture and encodes its pixels anew; gives the bytes and their media type.
/// An animation becomes its first frame.
pub fn reencode(bytes: &[u8]) -> Result<(Vec<u8>, &'static str), NoImage> {
    let format = match MediaType::of(bytes) {
        MediaType::Png => ImageFormat::Png,
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Gif => ImageFormat::Gif,
        MediaType::Text | MediaType::Opaque => return Err(NoImage::OtherType),
    };
    let damaged = |e: image::ImageError| NoImage::Damaged(e.to_string());
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8 + (64 << 20));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(NoImage::TooLarge { width, height });
    }
    // what the camera knew about up and down is kept in the pixels
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    let mut out = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg {
        let picture = DynamicImage::ImageRgb8(picture.to_rgb8());
        picture.write_to(&mut out, ImageFormat::Jpeg).map_err(damaged)?;
        return Ok((out.into_inner(), "image/jpeg"));
    }
    picture.write_to(&mut out, ImageFormat::Png).map_err(damaged)?;
    Ok((out.into_inner(), "image/png"))
}
