//! Everything that is known of one person, as a page to read and print: one file, which fetches
//! nothing and runs nothing. Whatever people typed stands in it as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Known, Leaving, subject_label};
use crate::model::{Entry, Field, HistoryLine, Record, Said};
use crate::time::Timestamp;
use crate::view::Today;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1b19;background:#fff}h1{line-height:1.2;margin-bottom:.2rem}h2{margin:2rem 0 .5rem;border-bottom:1px solid #d6d2ca;font-size:1.15rem}dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.3rem 1rem;margin:0}dt{color:#5c5850}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}ol{padding:0;list-style:none}li{margin:.7rem 0;white-space:pre-wrap;overflow-wrap:anywhere;break-inside:avoid}small,.when{color:#5c5850}img{max-width:10rem;border-radius:.5rem}@media print{body{margin:0;max-width:none}}";

/// The page, in UTF-8. Times are told as `today` has them.
pub fn page(leaving: &Leaving<'_>, known: &Known, today: Today) -> String {
    let record = leaving.record;
    let name = Some(record.display_name()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "Somebody without a name".to_owned());
    let mut page = Page { text: String::new(), today, known };
    page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    page.words(&format!("Everything we know about {name}"));
    page.raw("</title><style>");
    page.raw(STYLE);
    page.raw("</style></head><body><main><h1>");
    page.words(&name);
    page.raw("</h1><p class=\"when\">");
    let made = page.day(known.made);
    page.words(&format!("Everything that {} holds about them, as of {made}.", whose(known)));
    page.raw("</p>");
    if let (Some(photo), Some(bytes)) = (record.picture(), leaving.photo) {
        let (media, bytes) = (photo.media.name(), STANDARD.encode(bytes));
        page.raw(&format!("<img alt=\"Their photo\" src=\"data:{media};base64,{bytes}\">"));
    }
    page.details(leaving);
    page.consents(record);
    page.purchases(record);
    page.timeline(record);
    page.history(leaving);
    page.raw("</main></body></html>\n");
    page.text
}

fn whose(known: &Known) -> String {
    match known.workspace.trim() {
        "" => "this workspace".to_owned(),
        name => format!("the workspace {name}"),
    }
}

struct Page<'a> {
    text: String,
    today: Today,
    known: &'a Known,
}

impl Page<'_> {
    fn raw(&mut self, html: &str) {
        self.text.push_str(html);
    }

    /// What people typed: never anything but text.
    fn words(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\'' => self.text.push_str("&#39;"),
                letter => self.text.push(letter),
            }
        }
    }

    fn day(&self, at: Timestamp) -> String {
        self.today.day_of(at).to_string()
    }

    fn who(&self, author: Option<&[u8]>) -> String {
        match (author, self.known.author(author)) {
            (_, Some(name)) => name.to_owned(),
            (Some(_), None) => "somebody without a name".to_owned(),
            (None, None) => "nobody who is known".to_owned(),
        }
    }

    fn heading(&mut self, words: &str) {
        self.raw("<h2>");
        self.words(words);
        self.raw("</h2>");
    }

    fn row(&mut self, label: &str, value: &str) {
        self.raw("<dt>");
        self.words(label);
        self.raw("</dt><dd>");
        self.words(value);
        self.raw("</dd>");
    }

    /// A line of a list: when, and what.
    fn line(&mut self, when: &str, what: &str) {
        self.raw("<li><small>");
        self.words(when);
        self.raw("</small>\n");
        self.words(what);
        self.raw("</li>");
    }

    fn details(&mut self, leaving: &Leaving<'_>) {
        let record = leaving.record;
        self.heading("Details");
        self.raw("<dl>");
        for field in Field::ALL {
            let owner = record.owner_id().and_then(|id| self.known.name(id)).map(str::to_owned);
            let value = match field {
                Field::Photo | Field::Filter | Field::Author => continue,
                Field::Owner => owner.or_else(|| record.owner.clone()),
                field => record.field(field).map(str::to_owned),
            };
            if let Some(value) = value {
                self.row(field.label(), &value);
            }
        }
        let with = |label: &Option<String>, what: &str| match label {
            Some(label) => format!("{what} ({label})"),
            None => what.to_owned(),
        };
        for (_, it) in &record.emails {
            self.row("Email", &with(&it.label, &it.address));
        }
        for (_, it) in &record.phones {
            self.row("Phone", &with(&it.label, &it.number));
        }
        for (_, it) in &record.addresses {
            self.row("Address", &with(&it.label, &it.line()));
        }
        for (_, it) in &record.socials {
            self.row(it.network.as_deref().unwrap_or("Social handle"), &it.handle);
        }
        for (_, it) in &record.dates {
            self.row(it.label.as_deref().unwrap_or("Date"), &it.date);
        }
        for (_, it) in &record.preferences {
            let what = match it.sense {
                crate::model::Sense::Fact => "Good to know",
                crate::model::Sense::Like => "Likes",
                crate::model::Sense::Dislike => "Dislikes",
            };
            self.row(what, &with(&it.label, &it.text));
        }
        for (field, value) in &record.custom {
            let known = self.known;
            let definition = known.fields.iter().find(|it| it.id == *field);
            let words = definition.map_or_else(|| value.text(), |it| it.words(value));
            let name = definition.map_or("A field that was taken out", |it| it.name.as_str());
            self.row(name, &words);
        }
        if !record.tags.is_empty() {
            self.row("Tags", &record.tags.join(", "));
        }
        for (_, it) in &record.relations {
            let name = self.known.name(it.other).unwrap_or("somebody who is not here").to_owned();
            self.row(it.kind.words(), &with(&it.label, &name));
        }
        for it in leaving.disagreements {
            let answers = it.answers.iter();
            let answers = answers.map(|answer| answer.value.as_deref().unwrap_or("nothing"));
            let answers: Vec<&str> = answers.collect();
            let label = subject_label(&it.about.into(), leaving, self.known);
            self.row(&format!("{label}, {} answers", answers.len()), &answers.join("\n"));
        }
        let (made, changed) = (self.day(record.created), self.day(record.updated));
        self.row("Written down since", &made);
        self.row("Last changed", &changed);
        if record.gone {
            self.row("In the bin", "yes");
        }
        self.raw("</dl>");
    }

    fn consents(&mut self, record: &Record) {
        self.heading("Consent");
        if record.consents.is_empty() {
            self.raw("<p>Nothing was said about being written to or called.</p>");
        }
        self.raw("<ol>");
        for (_, it) in &record.consents {
            let said = if it.given { "agreed" } else { "said no, or withdrew" };
            let mut what = format!("{}: {said}", it.channel.label());
            let more = [("How", &it.how), ("In these words", &it.words), ("Taken down by", &it.by)];
            for (label, text) in more {
                if let Some(text) = text {
                    what = format!("{what}\n{label}: {text}");
                }
            }
            let day = self.day(it.at);
            self.line(&day, &what);
        }
        self.raw("</ol>");
    }

    fn purchases(&mut self, record: &Record) {
        if record.purchases.is_empty() {
            return;
        }
        self.heading("Purchases");
        self.raw("<ol>");
        for (id, it) in &record.purchases {
            let mut what = it.total.to_string();
            for line in &it.lines {
                what = format!("{what}\n{} {}", line.quantity, line.product);
            }
            if let Some(source) = &it.source {
                what = format!("{what}\nFrom {source}");
            }
            for (_, back) in record.reversals.iter().filter(|(_, back)| back.purchase == *id) {
                let why = back.why.iter().map(|why| format!(": {why}")).collect::<String>();
                what = format!("{what}\n{}, {}{why}", back.kind.label(), self.day(back.at));
            }
            let day = self.day(it.at);
            self.line(&day, &what);
        }
        self.raw("</ol>");
    }

    fn timeline(&mut self, record: &Record) {
        if record.entries.is_empty() {
            return;
        }
        self.heading("What happened");
        self.raw("<ol>");
        for entry in &record.entries {
            let who = self.who(entry.author.as_deref());
            let when = format!("{}, {}, written by {who}", self.day(entry.at), how(entry));
            let mut what = entry.text.clone();
            if let Some(promise) = &entry.promise {
                let due = promise.due.map(|due| format!(", due {}", self.day(due)));
                let kept = promise.kept.map(|kept| format!(", kept {}", self.day(kept)));
                let more: String = due.into_iter().chain(kept).collect();
                what = format!("{what}\nPromised: {}{more}", promise.text);
            }
            if let Some(mood) = entry.mood {
                what = format!("{what}\nMood: {}", mood.label());
            }
            self.line(&when, what.trim());
        }
        self.raw("</ol>");
    }

    fn history(&mut self, leaving: &Leaving<'_>) {
        self.heading("Every change of this record");
        self.raw("<ol>");
        for change in leaving.history {
            let who = self.who(change.origin.author.as_deref());
            let when = format!("{}, by {who}", self.day(change.origin.at));
            let what: Vec<String> =
                change.lines.iter().map(|line| self.changed(line, leaving)).collect();
            self.line(&when, &what.join("\n"));
        }
        self.raw("</ol>");
    }

    fn changed(&self, line: &HistoryLine, leaving: &Leaving<'_>) -> String {
        let label = subject_label(&line.subject, leaving, self.known);
        let said = |said: &Said| match said {
            Said::Nothing => None,
            Said::Text(text) => Some(text.clone()),
            Said::Number(number) => Some(number.to_string()),
            Said::Time(at) => Some(self.day(*at)),
            Said::Here => Some("there".to_owned()),
            Said::Gone => Some("taken out".to_owned()),
        };
        match (said(&line.before), said(&line.after)) {
            (None, None) => label,
            (None, Some(after)) => format!("{label}: {after}"),
            (Some(before), None) => format!("{label}: cleared, before: {before}"),
            (Some(before), Some(after)) => format!("{label}: {after}, before: {before}"),
        }
    }
}

fn how(entry: &Entry) -> String {
    let channel = entry.known_channel().map(crate::model::Channel::label);
    channel.unwrap_or(&entry.channel).to_owned()
}
