//! What was bought, and what was taken back.

use std::collections::HashMap;

use minicbor::{Decode, Encode};

use super::{Decimal, Money};
use crate::id::ItemId;
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
    standing.sort_by_key(|(purchase, _)| purchase.at);
    standing
}
