//! What others did in a record, as news.

use shared::id::ItemId;
use shared::model::{HistoryChange, Said, Subject, Sums};

use super::words::{beginning, counted, icon_of};
use crate::replica::{OpenPerson, Replica};
use crate::shell::{label_of, money, said_in_words};
use crate::ui::Icon;

/// A line of news.
#[derive(Debug, Clone, PartialEq)]
pub struct NewsLine {
    /// What it looks like.
    pub icon: Icon,
    /// “Usual order: cortado”.
    pub words: String,
    /// Whether somebody must decide.
    pub asks: bool,
}

fn line(icon: Icon, words: String) -> NewsLine {
    NewsLine { icon, words, asks: false }
}

/// What has more than one answer.
pub fn disagreements(replica: Replica, open: &OpenPerson) -> Vec<NewsLine> {
    let all = open.disagreements.iter();
    let asked = all.map(|it| NewsLine {
        icon: Icon::Split,
        words: format!("{} has {} answers", label_of(replica, &it.about.into()), it.answers.len()),
        asks: true,
    });
    asked.collect()
}

/// What others did, each thing once, as it stands now.
pub fn news(replica: Replica, open: &OpenPerson, changes: &[HistoryChange]) -> Vec<NewsLine> {
    let mut seen: Vec<&Subject> = Vec::new();
    let mut bought: Vec<ItemId> = Vec::new();
    let mut news = Vec::new();
    let mut made = false;
    let of_others = changes.iter().filter(|it| !replica.is_mine(it.origin.author.as_deref()));
    for told in of_others.flat_map(|change| &change.lines) {
        if seen.contains(&&told.subject) {
            continue;
        }
        seen.push(&told.subject);
        match &told.subject {
            Subject::Record => made = true,
            Subject::Purchase(id) => bought.push(*id),
            Subject::Entry(id) => news.extend(entry_news(open, *id)),
            Subject::Promise(id) => news.extend(promise_news(open, *id)),
            subject => {
                let after = said_in_words(replica, subject, &told.after);
                news.extend(after.map(|after| {
                    let words = match told.after {
                        Said::Here | Said::Gone => after,
                        _ => format!("{}: {after}", label_of(replica, subject)),
                    };
                    line(Icon::Pencil, words)
                }));
            }
        }
    }
    if !bought.is_empty() {
        let sales = open.person.purchases.iter().filter(|(id, _)| bought.contains(id));
        let sums: Sums = sales.map(|(_, purchase)| purchase.total).collect();
        let sums: Vec<String> = sums.all().into_iter().map(money).collect();
        let words = format!("{}, {}", counted(bought.len(), "sale"), sums.join(" and "));
        news.insert(0, line(Icon::Bag, words));
    }
    if made {
        news.insert(0, line(Icon::Plus, "New here".to_owned()));
    }
    news
}

fn entry_news(open: &OpenPerson, id: ItemId) -> Option<NewsLine> {
    let entry = open.person.entries.iter().find(|entry| entry.id == id)?;
    let channel = entry.known_channel();
    let label = channel.map_or("Entry", |channel| channel.label());
    let words = match beginning(&entry.text, 60) {
        text if text.is_empty() => label.to_owned(),
        text => format!("{label}: {text}"),
    };
    Some(line(icon_of(channel), words))
}

fn promise_news(open: &OpenPerson, id: ItemId) -> Option<NewsLine> {
    let entry = open.person.entries.iter().find(|entry| entry.id == id)?;
    let promise = entry.promise.as_ref()?;
    let state = if promise.kept.is_some() { "Kept" } else { "Open again" };
    Some(line(Icon::Promise, format!("{state}: {}", promise.text)))
}
