//! The picture of nested sections and a pause: where stores are deferred, and where barriers are
//! issued.

use crate::svg::{Anchor, Picture};

/// A line of the demo's trace: `disable -> flush   E=1 P=0`.
#[derive(Debug, PartialEq, Eq)]
struct Event<'a> {
    call: &'a str,
    /// The hook that runs, if one does.
    hook: Option<&'a str>,
    enable: u64,
    pause: u64,
}

impl<'a> Event<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (call, rest) = line.trim().split_once(" -> ")?;
        let mut words = rest.split_whitespace();
        let hook = words.next().filter(|hook| *hook != "-");
        let enable = words.next()?.strip_prefix("E=")?.parse().ok()?;
        let pause = words.next()?.strip_prefix("P=")?.parse().ok()?;
        words.next().is_none().then_some(Self { call: call.trim(), hook, enable, pause })
    }

    /// Returns whether a store after this call is deferred.
    fn defers(&self) -> bool {
        self.enable > 0 && self.pause == 0
    }

    fn said(&self) -> String {
        let hook = self.hook.map_or(String::new(), |hook| format!(" reaches {hook}"));
        let stores = if self.defers() { "deferred" } else { "eager" };
        format!("{}{hook}: stores are {stores}.", self.call)
    }

    fn flushes(&self) -> bool {
        matches!(self.hook, Some("flush" | "leave"))
    }
}

const LEFT: f64 = 100.0;
const RIGHT: f64 = 684.0;
const FIRST_CALL: f64 = 166.0;
const STEP: f64 = 86.0;
const CALLS: f64 = 92.0;
const BARS: f64 = 104.0;
const BAR: (f64, f64) = (26.0, 32.0);
const COUNTERS: f64 = 222.0;
const HOOKS: f64 = 248.0;
const STORES: f64 = 262.0;
const BARRIERS: f64 = 322.0;

/// Draws the calls that the demo printed. Returns `None` if there are none in its text.
pub fn draw(text: &str) -> Option<Picture> {
    let events: Vec<Event> = text.lines().filter_map(Event::parse).collect();
    if events.is_empty() {
        return None;
    }
    let title = "A section's end flushes, and so does a pause";
    let said: Vec<String> = events.iter().map(Event::said).collect();
    let mut picture = Picture::new(392.0, title, &said.join(" "));
    picture.text((16.0, 28.0), Anchor::Start, "head ink", title);
    let about = "A flush issues the barrier pair, if stores are deferred. E: sections, P: pauses.";
    picture.text((16.0, 50.0), Anchor::Start, "small soft", about);
    for (y, name) in [
        (CALLS, "call"),
        (BARS + 18.0, "open"),
        (COUNTERS, "counters"),
        (HOOKS, "hook"),
        (STORES + 18.0, "stores are"),
        (BARRIERS + 5.0, "barrier pair"),
    ] {
        picture.text((16.0, y), Anchor::Start, "small soft", name);
    }
    let x = |call: usize| FIRST_CALL + STEP * call as f64;
    bars(&mut picture, &events, x);
    let mut left = (LEFT, false);
    for (index, event) in events.iter().enumerate() {
        let at = x(index);
        picture.text((at, CALLS), Anchor::Middle, "mono small ink", event.call);
        let counters = format!("E={} P={}", event.enable, event.pause);
        picture.text((at, COUNTERS), Anchor::Middle, "mono small ink", &counters);
        let hook = event.hook.unwrap_or("–");
        picture.text((at, HOOKS), Anchor::Middle, "mono small ink", hook);
        stores(&mut picture, left, at);
        left = (at, event.defers());
    }
    stores(&mut picture, left, RIGHT);
    for (index, event) in events.iter().enumerate() {
        if event.flushes() {
            let at = x(index);
            picture.data(&[(at, STORES - 4.0), (at, BARRIERS)], "thick lazy");
            picture.dot((at, BARRIERS), 6.0, "lazy");
            let why = match event.call {
                "pause" => ["a pause", "begins"],
                _ if event.enable == 0 => ["outermost", "end"],
                _ => ["inner", "end"],
            };
            picture.texts((at, BARRIERS + 26.0), Anchor::Middle, "small bold lazy", &why);
        }
    }
    Some(picture)
}

/// Draws each section and pause, from the call that begins it to the one that ends it.
fn bars(picture: &mut Picture, events: &[Event], x: impl Fn(usize) -> f64) {
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let depth = open.len();
        let name = match event.call {
            "enable" if depth == 0 => "outermost section",
            "enable" => "inner section",
            "pause" => "pause",
            _ => {
                if let Some((from, name)) = open.pop() {
                    let (from, to) = (x(from), x(index));
                    let class = if name == "pause" { "is-eager" } else { "is-lazy" };
                    let y = BARS + BAR.1 * (depth - 1) as f64;
                    let ink = if name == "pause" { "small eager" } else { "small lazy" };
                    picture.boxed((from, y), (to - from, BAR.0), class, &[(ink, name)]);
                }
                continue;
            }
        };
        open.push((index, name));
    }
}

/// Draws whether the stores between two calls are deferred.
fn stores(picture: &mut Picture, (from, defers): (f64, bool), to: f64) {
    let (class, ink, name) = if defers {
        ("is-lazy", "small lazy", "deferred")
    } else {
        ("is-eager", "small eager", "eager")
    };
    picture.boxed((from + 2.0, STORES), (to - from - 4.0, BAR.0), class, &[(ink, name)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "\
The calls:

enable    -> enter   E=1 P=0
  pause   -> leave   E=1 P=1
  resume  -> enter   E=1 P=0
disable   -> leave   E=0 P=0
";

    #[test]
    fn a_line_of_a_trace_is_read() {
        let events: Vec<_> = TRACE.lines().filter_map(Event::parse).collect();
        assert_eq!(events.len(), 4);
        assert_eq!(events[1], Event { call: "pause", hook: Some("leave"), enable: 1, pause: 1 });
        assert_eq!(Event::parse("  enable  -> -       E=2 P=0").unwrap().hook, None);
    }

    #[test]
    fn stores_are_deferred_while_a_section_and_no_pause_is_open() {
        let events: Vec<_> = TRACE.lines().filter_map(Event::parse).collect();
        assert_eq!(
            events.iter().map(Event::defers).collect::<Vec<_>>(),
            [true, false, true, false]
        );
        assert_eq!(
            events.iter().map(Event::flushes).collect::<Vec<_>>(),
            [false, true, false, true]
        );
    }

    #[test]
    fn a_text_without_calls_is_no_picture() {
        assert!(draw("map 1 lazy: dsb=1").is_none());
        assert_eq!(draw(TRACE).unwrap().faults(), [""; 0]);
    }
}
