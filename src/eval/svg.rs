//! Plots as SVG: bars with intervals, lines, and whether told probabilities come true. Pure: the same
//! figures give the same bytes.

use std::fmt::Write;

use super::bootstrap::Estimate;
use super::measure::Bin;

const WIDTH: f64 = 720.0;
const TEXT: &str = "font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\"";
const COLOURS: [&str; 6] = ["#2b6cb0", "#c05621", "#2f855a", "#6b46c1", "#b7791f", "#718096"];

/// A bar: what it is called and how long it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is called.
    pub name: String,
    /// How long it is, not below 0, and how sure that is.
    pub estimate: Estimate,
}

/// A line through points, in the order of `x`.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is called.
    pub name: String,
    /// Its points as (x, y).
    pub points: Vec<(f64, f64)>,
}

/// How one axis of a plot of lines is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal factors; values below 1 lie at the edge.
    Logarithmic,
}

/// Lying bars with 95 % intervals, the first on top.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    const LEFT: f64 = 250.0;
    const STEP: f64 = 26.0;
    let most = bars.iter().map(|bar| bar.estimate.high).fold(0.0, f64::max);
    let most = nice(most);
    let height = 64.0 + STEP * bars.len() as f64;
    let across = |value: f64| LEFT + (WIDTH - LEFT - 70.0) * (value / most).clamp(0.0, 1.0);
    let mut svg = open(title, height);
    for (number, bar) in bars.iter().enumerate() {
        let top = 36.0 + STEP * number as f64;
        let Estimate { value, low, high } = bar.estimate;
        let (from, to, middle) = (across(low), across(high), top + 9.0);
        label(&mut svg, (LEFT - 8.0, top + 13.0), "end", &bar.name);
        let width = across(value) - LEFT;
        put(
            &mut svg,
            format_args!(
                "<rect x=\"{LEFT:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"18\" fill=\"{}\" fill-opacity=\"0.75\"/>",
                COLOURS[0]
            ),
        );
        put(
            &mut svg,
            format_args!(
                "<path d=\"M{from:.1} {middle:.1}H{to:.1}M{from:.1} {:.1}v8M{to:.1} {:.1}v8\" stroke=\"#333\" fill=\"none\"/>",
                middle - 4.0,
                middle - 4.0
            ),
        );
        label(&mut svg, (to + 6.0, top + 13.0), "start", &format!("{value:.3}"));
    }
    let bottom = height - 24.0;
    for step in 0..=4 {
        let value = most * f64::from(step) / 4.0;
        label(&mut svg, (across(value), bottom + 16.0), "middle", &short(value));
    }
    close(svg)
}

/// Whether what is told with some probability comes true as often: a point for each bin, as large as
/// what it holds, beside the diagonal.
pub fn reliability(title: &str, bins: &[Bin]) -> String {
    const SIDE: f64 = 320.0;
    let (left, top) = (60.0, 36.0);
    let at = |x: f64, y: f64| (left + SIDE * x, top + SIDE * (1.0 - y));
    let mut svg = open(title, SIDE + 96.0);
    frame(&mut svg, (left, top), (SIDE, SIDE));
    put(
        &mut svg,
        format_args!(
            "<path d=\"M{left} {:.1}L{:.1} {top}\" stroke=\"#999\" stroke-dasharray=\"4 4\"/>",
            top + SIDE,
            left + SIDE
        ),
    );
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    for bin in bins {
        let (x, y) = at(bin.confidence, bin.accuracy);
        let radius = 4.0 + 12.0 * (bin.count as f64 / all.max(1) as f64).sqrt();
        put(
            &mut svg,
            format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{}\" fill-opacity=\"0.75\"/>",
                COLOURS[0]
            ),
        );
    }
    for step in 0..=4 {
        let value = f64::from(step) / 4.0;
        label(&mut svg, (at(value, 0.0).0, top + SIDE + 18.0), "middle", &short(value));
        label(&mut svg, (left - 8.0, at(0.0, value).1 + 4.0), "end", &short(value));
    }
    label(&mut svg, (left + SIDE / 2.0, top + SIDE + 40.0), "middle", "probability that is told");
    label(&mut svg, (left + 8.0, top + 18.0), "start", "share that comes true");
    close(svg)
}

/// Lines in one frame, told apart by colour.
pub fn lines(title: &str, axes: [(&str, Scale); 2], lines: &[Line]) -> String {
    let (left, top, wide, high) = (70.0, 36.0, WIDTH - 240.0, 300.0);
    let points = || lines.iter().flat_map(|line| &line.points);
    let most_x = points().map(|point| point.0).fold(1.0, f64::max);
    let most_y = points().map(|point| point.1).fold(1.0, f64::max);
    let at = |(x, y): (f64, f64)| {
        let across = axes[0].1.share(x, most_x);
        (left + wide * across, top + high * (1.0 - axes[1].1.share(y, most_y)))
    };
    let mut svg = open(title, high + 96.0);
    frame(&mut svg, (left, top), (wide, high));
    for (number, line) in lines.iter().enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let path: Vec<String> = line
            .points
            .iter()
            .map(|point| at(*point))
            .map(|(x, y)| format!("{x:.1} {y:.1}"))
            .collect();
        put(
            &mut svg,
            format_args!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                path.join(" ")
            ),
        );
        let y = top + 14.0 + 20.0 * number as f64;
        put(
            &mut svg,
            format_args!(
                "<path d=\"M{:.1} {:.1}h18\" stroke=\"{colour}\" stroke-width=\"3\"/>",
                left + wide + 10.0,
                y - 4.0
            ),
        );
        label(&mut svg, (left + wide + 34.0, y), "start", &line.name);
    }
    for (x, y, anchor, text) in [
        (left, top + high + 18.0, "middle", short(axes[0].1.least())),
        (left + wide, top + high + 18.0, "middle", short(most_x)),
        (left - 8.0, top + high, "end", short(axes[1].1.least())),
        (left - 8.0, top + 10.0, "end", short(most_y)),
        (left + wide / 2.0, top + high + 40.0, "middle", axes[0].0.to_owned()),
        (left + 8.0, top + 18.0, "start", axes[1].0.to_owned()),
    ] {
        label(&mut svg, (x, y), anchor, &text);
    }
    close(svg)
}

impl Scale {
    fn least(self) -> f64 {
        match self {
            Self::Linear => 0.0,
            Self::Logarithmic => 1.0,
        }
    }

    /// Where a value lies on an axis that ends at `most`, from 0 to 1.
    fn share(self, value: f64, most: f64) -> f64 {
        let share = match self {
            Self::Linear => value / most,
            Self::Logarithmic if most <= 1.0 => 0.0,
            Self::Logarithmic => value.max(1.0).ln() / most.ln(),
        };
        share.clamp(0.0, 1.0)
    }
}

/// The next of 1, 2, 5, 10, … times a power of ten that is not below `value`.
fn nice(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().find(|step| value <= step * power * (1.0 + 1e-9));
    power * step.unwrap_or(10.0)
}

/// A number on an axis.
fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn open(title: &str, height: f64) -> String {
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {WIDTH:.0} {height:.0}\">"
        ),
    );
    put(&mut svg, format_args!("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"));
    put(
        &mut svg,
        format_args!(
            "<text x=\"12\" y=\"22\" font-weight=\"bold\" {TEXT}>{}</text>",
            escaped(title)
        ),
    );
    svg
}

fn close(mut svg: String) -> String {
    svg.push_str("</svg>\n");
    svg
}

fn frame(svg: &mut String, (left, top): (f64, f64), (wide, high): (f64, f64)) {
    put(
        svg,
        format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"none\" stroke=\"#ccc\"/>"
        ),
    );
}

fn label(svg: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    // Names are marked for tables in Markdown.
    let text = escaped(&text.replace('*', ""));
    put(
        svg,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {TEXT}>{text}</text>"
        ),
    );
}

fn put(svg: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _ = writeln!(svg, "{line}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(name: &str, value: f64) -> Bar {
        let estimate = Estimate { value, low: value - 0.1, high: value + 0.1 };
        Bar { name: name.to_owned(), estimate }
    }

    #[test]
    fn every_bar_has_its_name_its_length_and_its_interval() {
        let svg = bars("P@1 & more", &[bar("**fusion**", 0.5), bar("<random>", 0.25)]);
        assert!(svg.contains("P@1 &amp; more") && svg.contains("&lt;random&gt;"));
        assert!(svg.contains(">fusion<"), "without the marks of a table: {svg}");
        assert_eq!(svg.matches("fill-opacity").count(), 2);
        // The axis ends at 1, so that a half reaches half of 400 pixels.
        assert!(svg.contains("width=\"200.0\""), "{svg}");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    }

    #[test]
    fn a_sure_and_right_bin_lies_in_the_corner() {
        let svg = reliability("r", &[Bin { confidence: 1.0, accuracy: 1.0, count: 3 }]);
        assert!(svg.contains("cx=\"380.0\" cy=\"36.0\" r=\"16.0\""), "{svg}");
    }

    #[test]
    fn lines_can_be_drawn_on_logarithmic_axes() {
        let line =
            Line { name: "a".to_owned(), points: vec![(1.0, 0.0), (10.0, 50.0), (100.0, 100.0)] };
        let svg = lines("l", [("x", Scale::Logarithmic), ("y", Scale::Linear)], &[line]);
        assert!(svg.contains("70.0 336.0 310.0 186.0 550.0 36.0"), "{svg}");
    }

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!([0.31, 0.5, 7.0, 0.0].map(nice).map(short), ["0.5", "0.5", "10", "1"]);
    }
}
