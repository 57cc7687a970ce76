//! The drawing of any map is there, in bounds, and the same each time.

use crate::house::{because, cause, id, sample};
use postmortem::{CauseClass, CauseId, CauseMap, Effect, Locale};
use proptest::prelude::*;
use publish::drawing::{MOST, Setting, svg};
use scraper::{Html, Selector};

/// A map of so many causes where the first answers at the impact, each later one somewhere before it, and the pairs
/// are further ties.
fn map(texts: &[String], above: &[usize], pairs: &[(usize, usize)]) -> CauseMap {
    let one = |(n, text): (usize, &String)| cause(n as u128 + 1, CauseClass::ALL[n % 5], text);
    let mut map = CauseMap::new(texts.iter().enumerate().map(one).collect(), vec![]).unwrap();
    let effect = |n: usize| if n == 0 { Effect::Impact } else { Effect::Cause(CauseId(id(n as u128))) };
    let tree = above.iter().enumerate().map(|(n, to)| (to % (n + 1), n + 1));
    let n = texts.len();
    let further = pairs.iter().map(|(a, b)| (a % (n + 1), b % n + 1));
    for (number, (from, to)) in (1000..).zip(tree.chain(further)) {
        // a circle or a second answer is refused
        let _ = map.link(because(number, effect(from), to as u128));
    }
    map
}

fn drawn(map: &CauseMap, impact: &str) -> Option<String> {
    let href = |effect: Effect| effect.cause().map_or_else(|| "#impact".to_owned(), |id| format!("#cause-{id}"));
    svg(map, &Setting { impact, locale: Locale::En, href: &href, at: None, nth: &|_| 1 })
}

fn numbers(page: &Html, selector: &str, names: &[&str]) -> Vec<Vec<f64>> {
    let selector = Selector::parse(selector).unwrap();
    let number = |e: &scraper::ElementRef<'_>, name: &&str| e.value().attr(name).unwrap().parse().unwrap();
    page.select(&selector).map(|e| names.iter().map(|name| number(&e, name)).collect()).collect()
}

/// Everything within the picture, no two boxes over each other, each tie from a box to a box.
fn check(map: &CauseMap, svg: &str) {
    let page = Html::parse_fragment(svg);
    let size = &numbers(&page, "svg", &["width", "height"])[0];
    let boxes = numbers(&page, "a.node > rect", &["x", "y", "width", "height"]);
    assert_eq!(boxes.len(), map.causes().len() + 1);
    for (n, b) in boxes.iter().enumerate() {
        assert!(b[0] >= 0.0 && b[1] >= 0.0 && b[0] + b[2] <= size[0] && b[1] + b[3] <= size[1], "{b:?} of {size:?}");
        for other in &boxes[..n] {
            let apart = b[0] >= other[0] + other[2]
                || other[0] >= b[0] + b[2]
                || b[1] >= other[1] + other[3]
                || other[1] >= b[1] + b[3];
            assert!(apart, "{b:?} lies over {other:?}");
        }
    }
    let ties = page.select(&Selector::parse("path.tie").unwrap()).count();
    assert_eq!(ties, map.becauses().len());
    assert!(!svg.contains("style="));
    // words may hold any letters; places may not
    for element in page.select(&Selector::parse("svg, svg *").unwrap()) {
        for (name, value) in element.value().attrs().filter(|(name, _)| !["href", "class", "aria-label"].contains(name))
        {
            assert!(!value.contains("NaN") && !value.contains("inf"), "{name}={value}");
        }
    }
    // each column is a step: what made something possible stands to its right
    let layers = map.layers();
    let lefts = |n: usize| boxes[n][0];
    let told: Vec<CauseId> = map.outline().0.iter().filter(|l| !l.is_again).map(|l| l.cause.id).collect();
    for (a, first) in told.iter().enumerate() {
        for (b, second) in told.iter().enumerate() {
            assert_eq!(layers[first] < layers[second], lefts(a + 1) + 1.0 < lefts(b + 1), "{first} {second}");
        }
    }
}

#[test]
fn the_sample_is_drawn_with_every_word() {
    let full = sample();
    let svg = drawn(&full.causes, "Card payments & <more>").unwrap();
    for part in [
        "Card payments &amp; &lt;more&gt;",
        "class=\"node condition is-deep\"",
        "<title>condition: No canary on the gateway (Deep enough: a staged rollout",
        "class=\"tie contributed low\"",
        ">step 2</text>",
    ] {
        assert!(svg.contains(part), "{part} is missing in\n{svg}");
    }
    assert!(!svg.contains("Dana watched"), "what is tied to nothing is in the outline alone");
    assert_eq!(drawn(&CauseMap::default(), "x"), None);
}

#[test]
fn large_maps_are_drawn_and_too_large_ones_are_not() {
    let texts: Vec<String> =
        (0..MOST.0).map(|n| format!("The {n}th condition, told in a line of some length")).collect();
    let above: Vec<usize> = (0..MOST.0).map(|n| n * 7 / 3).collect();
    let pairs: Vec<(usize, usize)> = (0..MOST.1).map(|n| (n * 31 % 97, n * 17 % 89)).collect();
    for n in [60, MOST.0] {
        let map = map(&texts[..n], &above[..n], &pairs[..n]);
        check(&map, &drawn(&map, "Impact").unwrap());
    }
    let many: Vec<String> = (0..=MOST.0).map(|n| n.to_string()).collect();
    assert_eq!(drawn(&map(&many, &vec![0; many.len()], &[]), "x"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_map_is_drawn_within_bounds_and_the_same_each_time(
        texts in prop::collection::vec("[a-z가-힣<&\" ]{0,60}", 1..80),
        above in prop::collection::vec(0usize..80, 80),
        pairs in prop::collection::vec((0usize..81, 0usize..80), 0..80),
    ) {
        let map = map(&texts, &above[..texts.len()], &pairs);
        let svg = drawn(&map, "영향").unwrap();
        check(&map, &svg);
        prop_assert_eq!(drawn(&map, "영향").unwrap(), svg);
    }
}
