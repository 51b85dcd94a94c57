//! The links and the anchors in HTML.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// The attributes of a piece of HTML that matter here, as they are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Of `href` and `src`.
    pub links: Vec<String>,
    /// Of `id` and `name`.
    pub anchors: Vec<String>,
    /// The page that a browser shows in the place of this one.
    pub moved_to: Option<String>,
}

pub fn attributes(html: &str) -> Attributes {
    let mut found = Attributes::default();
    let mut emitter = DefaultEmitter::default();
    // A script is no HTML.
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        let Token::StartTag(tag) = token else { continue };
        // Rustdoc's pages name scripts that it writes only where they have something to say.
        if &tag.name[..] == b"script" {
            continue;
        }
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(value).into_owned();
            match &name[..] {
                b"href" | b"src" => found.links.push(value),
                b"id" | b"name" => found.anchors.push(value),
                b"content" if &tag.name[..] == b"meta" => {
                    let moved_to = value.split_once(";URL=").map(|(_, page)| page.to_owned());
                    found.moved_to = found.moved_to.or(moved_to);
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn links_and_anchors_are_found_and_none_in_a_script() {
    let html =
        r#"<script src="a.js">"<a href='no'>"</script><h1 id="x"><img src='b.png'><A HREF=c.html>"#;
    assert_eq!(
        attributes(html),
        Attributes {
            links: vec!["b.png".into(), "c.html".into()],
            anchors: vec!["x".into()],
            moved_to: None
        }
    );
}

#[test]
fn a_page_that_has_moved_says_where_it_is() {
    let html = r#"<meta name="viewport" content="width=9"><meta http-equiv="refresh" content="0;URL=a.html">"#;
    assert_eq!(attributes(html).moved_to.as_deref(), Some("a.html"));
}
