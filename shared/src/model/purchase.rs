//! What was bought, and what was taken back.

use std::collections::HashMap;

use minicbor::{Decode, Encode};

use super::{Decimal, Money};
use crate::id::ItemId;
use crate::sorting::sort_by_key;
use crate::time::Timestamp;

/// A purchase. It is written once and never changed; see [`Reversal`]. Stored as a CBOR map, so
/// that newer versions can say more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Purchase {
    /// When.
    #[n(0)]
    pub at: Timestamp,
    /// What was bought; it may be empty where only the total is known.
    #[cbor(n(1), default)]
    pub lines: Vec<PurchaseLine>,
    /// What was paid. It need not be the sum of the lines: there are discounts.
    #[n(2)]
    pub total: Money,
    /// Where it was recorded: "till", "import".
    #[n(3)]
    pub source: Option<String>,
    /// The number that it has there.
    #[n(4)]
    pub external: Option<String>,
}

/// One product of a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PurchaseLine {
    /// What.
    #[n(0)]
    pub product: String,
    /// How much or how many.
    #[n(1)]
    pub quantity: Decimal,
    /// The price of one, in minor units of the purchase's currency.
    #[n(2)]
    pub unit_price: i64,
}

impl Purchase {
    /// What the lines come to, each rounded to a minor unit; `None` where that is too large.
    pub fn lines_total(&self) -> Option<Money> {
        let mut amounts = self.lines.iter().map(|line| line.quantity.times(line.unit_price));
        let amount = amounts.try_fold(0i64, |sum, amount| sum.checked_add(amount?))?;
        Some(Money::new(amount, self.total.currency))
    }
}

/// What happened to a purchase later. The numbers are stored: they never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ReversalKind {
    /// It never was: a slip of the finger. It does not count at all.
    #[n(0)]
    Void,
    /// Goods came back, and money was given back for them. The purchase still counts.
    #[n(1)]
    Return,
}

impl ReversalKind {
    /// What a screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Void => "Purchase voided",
            Self::Return => "Return",
        }
    }
}

/// That a purchase was voided, or something of it came back. It is written once and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reversal {
    /// The purchase, of the same record.
    #[n(0)]
    pub purchase: ItemId,
    /// Which of the two.
    #[n(1)]
    pub kind: ReversalKind,
    /// When.
    #[n(2)]
    pub at: Timestamp,
    /// What was given back, in minor units of the purchase's currency; all of it where `None`.
    #[n(3)]
    pub refund: Option<i64>,
    /// Why.
    #[n(4)]
    pub why: Option<String>,
    /// What came back, each as the purchase has it with how much of it; empty where it is not said,
    /// or all of it.
    #[cbor(n(5), default)]
    pub lines: Vec<PurchaseLine>,
}

impl Purchase {
    /// Its lines with what is left of each after what came back before, nothing where all did. A
    /// return that does not say what came back, and not for how much, was all of it.
    pub fn not_returned(&self, id: ItemId, reversals: &[(ItemId, Reversal)]) -> Vec<PurchaseLine> {
        let mut left = self.lines.clone();
        for (_, reversal) in reversals.iter().filter(|(_, it)| it.purchase == id) {
            let is_all = reversal.lines.is_empty() && reversal.refund.is_none();
            if is_all || reversal.kind == ReversalKind::Void {
                left.iter_mut().for_each(|line| line.quantity = Decimal(0));
            }
            for back in &reversal.lines {
                take_from(&mut left, back);
            }
        }
        left
    }

    /// What to give back for these of its lines, in minor units: their share of what was paid, which
    /// is not their price where there was a discount. `None` where that is too large to count.
    pub fn refund_for(&self, back: &[PurchaseLine]) -> Option<i64> {
        let sum = |lines: &[PurchaseLine]| {
            let amounts = lines.iter().map(|line| line.quantity.times(line.unit_price));
            amounts.map(|it| it.map(i128::from)).sum::<Option<i128>>()
        };
        let (part, all) = (sum(back)?, sum(&self.lines)?);
        if all == 0 {
            return Some(0);
        }
        let exact = i128::from(self.total.amount).checked_mul(part)?;
        let half = all.abs() / 2 * exact.signum();
        i64::try_from((exact + half) / all).ok()
    }
}

/// Takes what came back from lines of the same product and price.
fn take_from(left: &mut [PurchaseLine], back: &PurchaseLine) {
    let mut rest = back.quantity.0.max(0);
    let same = |line: &&mut PurchaseLine| {
        line.product == back.product && line.unit_price == back.unit_price
    };
    for line in left.iter_mut().filter(same) {
        let taken = rest.min(line.quantity.0.max(0));
        line.quantity.0 -= taken;
        rest -= taken;
    }
}

/// The purchases that count, each with what was given back for it, which is never more than its
/// total: two people may record one return. Of two purchases under one id the first counts.
pub fn standing<'a>(
    purchases: &'a [(ItemId, Purchase)],
    reversals: &[(ItemId, Reversal)],
) -> Vec<(&'a Purchase, Money)> {
    let mut by_id: HashMap<ItemId, (&Purchase, i64)> = HashMap::new();
    for (id, purchase) in purchases {
        by_id.entry(*id).or_insert((purchase, 0));
    }
    for (_, reversal) in reversals {
        match reversal.kind {
            ReversalKind::Void => _ = by_id.remove(&reversal.purchase),
            ReversalKind::Return => {
                if let Some((purchase, refunded)) = by_id.get_mut(&reversal.purchase) {
                    let total = purchase.total.amount;
                    let sum = refunded.saturating_add(reversal.refund.unwrap_or(total));
                    *refunded = sum.clamp(total.min(0), total.max(0));
                }
            }
        }
    }
    let refunded = |(purchase, amount): (&'a Purchase, i64)| {
        (purchase, Money::new(amount, purchase.total.currency))
    };
    let mut standing: Vec<_> = by_id.into_values().map(refunded).collect();
    sort_by_key(&mut standing, |(purchase, _)| purchase.at);
    standing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(product: &str, quantity: &str, unit_price: i64) -> PurchaseLine {
        let quantity = Decimal::parse(quantity).expect("a number");
        PurchaseLine { product: product.into(), quantity, unit_price }
    }

    fn purchase(total: i64, lines: Vec<PurchaseLine>) -> Purchase {
        let total = Money::new(total, "EUR".parse().expect("a currency"));
        Purchase { at: Timestamp(1), lines, total, source: None, external: None }
    }

    fn back(lines: Vec<PurchaseLine>, refund: Option<i64>) -> (ItemId, Reversal) {
        let (id, at) = (ItemId([1; 16]), Timestamp(2));
        let kind = ReversalKind::Return;
        (ItemId([9; 16]), Reversal { purchase: id, kind, at, refund, why: None, lines })
    }

    #[test]
    fn what_came_back_is_taken_off_the_lines_and_never_below_nothing() {
        let bought = purchase(1000, vec![line("Cup", "2", 300), line("Beans", "0.5", 800)]);
        let left = |reversals: &[(ItemId, Reversal)]| {
            let lines = bought.not_returned(ItemId([1; 16]), reversals);
            lines.iter().map(|it| it.quantity.to_string()).collect::<Vec<_>>()
        };
        let one = back(vec![line("Cup", "1", 300)], Some(300));
        assert_eq!(left(&[]), ["2", "0.5"]);
        assert_eq!(left(std::slice::from_ref(&one)), ["1", "0.5"]);
        assert_eq!(left(&[one.clone(), one.clone(), one]), ["0", "0.5"]);
        assert_eq!(left(&[back(vec![line("Cup", "1", 250)], None)]), ["2", "0.5"]);
        // Money alone says nothing of the goods; a return that says nothing is a whole one.
        assert_eq!(left(&[back(Vec::new(), Some(100))]), ["2", "0.5"]);
        assert_eq!(left(&[back(Vec::new(), None)]), ["0", "0"]);
    }

    #[test]
    fn a_refund_is_the_share_of_what_was_paid() {
        let lines = vec![line("Cup", "2", 300), line("Beans", "0.5", 800)];
        let (full, reduced) = (purchase(1000, lines.clone()), purchase(900, lines.clone()));
        assert_eq!(full.refund_for(&lines[..1]), Some(600));
        assert_eq!(reduced.refund_for(&lines[..1]), Some(540));
        assert_eq!(reduced.refund_for(&lines), Some(900));
        assert_eq!(purchase(500, Vec::new()).refund_for(&[]), Some(0));
        let huge = vec![line("Cup", "2", i64::MAX)];
        assert_eq!(purchase(1, huge.clone()).refund_for(&huge), None);
    }
}
