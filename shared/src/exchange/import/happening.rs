//! What columns say of sales and of other things that happened, and by which heads they are known.

use super::heads::{is_among, letters};

/// What a column says of something that happened. Rows of one sale's number are one sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Happening {
    /// When something was bought.
    SaleWhen,
    /// The number that the sale has where it was recorded.
    SaleNumber,
    /// What was bought.
    Product,
    /// How much or how many of it.
    Quantity,
    /// The price of one.
    UnitPrice,
    /// What this row's product came to.
    LineTotal,
    /// What the whole sale came to, also where each of its rows says so.
    SaleTotal,
    /// The currency of the row's amounts.
    Currency,
    /// When somebody was in touch.
    When,
    /// What happened.
    What,
    /// Which way: a call, an email.
    Way,
}

use Happening as H;

/// As they are kept, as a screen calls them, and their usual heads, folded, without anything but letters.
const ALL: [(Happening, &str, &str, &str); 11] = [
    (
        H::SaleWhen,
        "sale-when",
        "Sale: when",
        "orderdate dateoforder orderedat purchasedate purchasedat transactiondate saledate \
         invoicedate receiptdate paidat bestelldatum kaufdatum datedecommande fechadepedido besteldatum",
    ),
    (
        H::SaleNumber,
        "sale-number",
        "Sale: its number",
        "order orderid ordernumber orderno ordername transactionid transaction paymentid receiptnumber \
         receiptid invoicenumber invoiceid invoiceno saleid bestellnummer numerodecommande \
         numerodepedido bestelnummer",
    ),
    (
        H::Product,
        "sale-product",
        "Sale: what was bought",
        "product productname item itemname lineitemname lineitem items products itemdescription \
         artikel produkt produit producto",
    ),
    (
        H::Quantity,
        "sale-quantity",
        "Sale: how many",
        "quantity qty lineitemquantity itemquantity count menge anzahl quantite cantidad aantal",
    ),
    (
        H::UnitPrice,
        "sale-price",
        "Sale: price of one",
        "price unitprice itemprice lineitemprice priceperunit preis einzelpreis prix prixunitaire \
         precio prijs stukprijs",
    ),
    (
        H::LineTotal,
        "sale-line-total",
        "Sale: amount of this line",
        "linetotal lineamount itemtotal rowtotal subtotal netsales grosssales zeilensumme",
    ),
    (
        H::SaleTotal,
        "sale-total",
        "Sale: total",
        "total ordertotal totalprice totalcollected amount amountpaid grandtotal saletotal \
         ordervalue totalamount summe betrag gesamtbetrag montant importe bedrag totaal",
    ),
    (
        H::Currency,
        "sale-currency",
        "Sale: currency",
        "currency currencycode wahrung devise moneda valuta",
    ),
    (
        H::When,
        "entry-when",
        "Timeline: when",
        "activitydate interactiondate contactdate calldate meetingdate messagedate contactedat \
         happenedat kontaktdatum",
    ),
    (
        H::What,
        "entry-what",
        "Timeline: what happened",
        "activity interaction activitydescription activitynotes message conversation callnotes \
         meetingnotes",
    ),
    (
        H::Way,
        "entry-way",
        "Timeline: which way",
        "channel activitytype interactiontype contactmethod kanal canal kanaal",
    ),
];

impl Happening {
    /// Those of a sale, in the order in which a screen offers them.
    pub fn of_sales() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(it, ..)| *it).filter(|it| it.is_of_a_sale())
    }

    /// The others.
    pub fn of_the_timeline() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(it, ..)| *it).filter(|it| !it.is_of_a_sale())
    }

    fn is_of_a_sale(self) -> bool {
        self < Self::When
    }

    /// Whether its cells are dates.
    pub(super) fn is_date(self) -> bool {
        matches!(self, Self::SaleWhen | Self::When)
    }

    /// Whether its cells are amounts of money.
    pub(super) fn is_money(self) -> bool {
        matches!(self, Self::UnitPrice | Self::LineTotal | Self::SaleTotal)
    }

    /// What a screen calls it.
    pub fn words(self) -> &'static str {
        ALL.iter().find(|(it, ..)| *it == self).map_or("", |(_, _, words, _)| words)
    }

    pub(super) fn key(self) -> &'static str {
        ALL.iter().find(|(it, ..)| *it == self).map_or("", |(_, key, ..)| key)
    }

    pub(super) fn read(key: &str) -> Option<Self> {
        ALL.iter().find(|(_, other, ..)| *other == key).map(|(it, ..)| *it)
    }

    /// What a head means in a file of sales, or of what happened.
    fn of_head(title: &str) -> Option<Self> {
        let letters = letters(title);
        ALL.iter().find(|(.., heads)| is_among(heads, &letters)).map(|(it, ..)| *it)
    }

    /// What the heads of a file mean, where it is one of sales or of what happened: where it says
    /// when, and how much or what. A list of people may well have a column "Amount". `is_free` tells
    /// of a column that it means nothing of a person that is more likely.
    pub(super) fn guess(titles: &[&str], is_free: &dyn Fn(usize) -> bool) -> Vec<(usize, Self)> {
        let mut all: Vec<(usize, Self)> = Vec::new();
        for (at, title) in titles.iter().enumerate() {
            let found = Self::of_head(title).filter(|_| is_free(at));
            if let Some(it) = found.filter(|it| !all.iter().any(|(_, other)| other == it)) {
                all.push((at, it));
            }
        }
        let has = |it: Self| all.iter().any(|(_, other)| *other == it);
        // Of a file that plainly is one of sales, "Date" is their date.
        let sells = has(H::Product) && (has(H::Quantity) || has(H::UnitPrice) || has(H::SaleTotal))
            || has(H::SaleNumber) && (has(H::SaleTotal) || has(H::LineTotal));
        let plain = "date datum fecha datetime createdat created";
        if sells && !has(H::SaleWhen) {
            let is_plain = |at: &usize| is_among(plain, &letters(titles[*at])) && is_free(*at);
            all.extend((0..titles.len()).find(is_plain).map(|at| (at, H::SaleWhen)));
        }
        let has = |it: Self| all.iter().any(|(_, other)| *other == it);
        let amounts = [H::UnitPrice, H::LineTotal, H::SaleTotal];
        let is_sales = has(H::SaleWhen) && amounts.into_iter().any(has);
        let is_timeline = has(H::When) && (has(H::What) || has(H::Way));
        all.retain(|(_, it)| if it.is_of_a_sale() { is_sales } else { is_timeline });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_mean_sales_only_where_the_file_tells_when_and_how_much() {
        let guess = |titles: &[&str]| Happening::guess(titles, &|_| true);
        assert_eq!(
            guess(&["Email", "Date", "Order ID", "Item", "Qty", "Price", "Order total"]),
            [
                (2, H::SaleNumber),
                (3, H::Product),
                (4, H::Quantity),
                (5, H::UnitPrice),
                (6, H::SaleTotal),
                (1, H::SaleWhen),
            ]
        );
        assert_eq!(guess(&["Name", "Email", "Amount", "Date"]), []);
        assert_eq!(guess(&["Name", "Activity date", "Channel"]), [(1, H::When), (2, H::Way)]);
        assert_eq!(guess(&["Name", "Channel"]), []);
    }
}
