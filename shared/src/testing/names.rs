//! What made-up people are made of.

type Names = (&'static [&'static str], &'static [&'static str]);

/// Given and family names that belong together. The first two are Latin.
pub const SCRIPTS: [Names; 12] = [
    (
        &[
            "Zoë",
            "Grace",
            "Tomás",
            "Owen",
            "Sofia",
            "Hanne",
            "José",
            "François",
            "Siân",
            "Björn",
            "Mary-Jane",
            "Þór",
        ],
        &[
            "Janssens",
            "O’Neill",
            "Oliveira",
            "Price",
            "Brandt",
            "Sørensen",
            "García Márquez",
            "Lefèvre",
            "Müller",
            "Groß",
            "van der Berg",
            "D'Angelo",
        ],
    ),
    (
        &["Marta", "Łukasz", "Małgorzata", "Paweł", "Zdzisław", "Żaneta", "Jiří", "Đorđe"],
        &[
            "Kowalczyk",
            "Wiśniewski",
            "Żółć",
            "Zając",
            "Brzęczyszczykiewicz",
            "Dvořák",
            "Nguyễn",
            "Petrović",
        ],
    ),
    (
        &["Aylin", "İbrahim", "Işık", "Çağla", "Elif"],
        &["Çelik", "Yılmaz", "Öztürk", "Şahin", "Aydın"],
    ),
    (&["محمد", "فاطمة", "أحمد", "ليلى", "مُنى"], &["العلي", "حداد", "الرحمن", "خوري"]),
    (&["נועה", "דוד", "יעל", "אבי"], &["לוי", "כהן", "מזרחי", "פרץ"]),
    (&["Наталья", "Фёдор", "Йосиф", "Оксана"], &["Ёлкина", "Иванов", "Шевченко", "Достоевская"]),
    (&["Νίκος", "Ελένη", "Γιώργος"], &["Παπαδόπουλος", "Νικολάου", "Οικονόμου"]),
    (&["小明", "丽华", "伟"], &["王", "李", "欧阳"]),
    (&["雪", "太郎", "さくら", "ケンジ"], &["田中", "佐藤", "髙橋"]),
    (&["민준", "서연", "지우"], &["김", "이", "박"]),
    (&["สมชาย", "สมหญิง", "ณัฐ"], &["ใจดี", "วงศ์สวัสดิ์"]),
    (&["Priya", "Bilal", "अनीता", "Amara"], &["Raman", "Rahman", "शर्मा", "Okafor"]),
];

/// Companies.
pub const COMPANIES: [&str; 8] = [
    "Studio Wisła",
    "Okafor Dental",
    "Price & Daughters",
    "De Kade Books",
    "Padaria Nunes",
    "Bäckerei Groß GmbH",
    "株式会社田中",
    "Lund Cycles",
];

/// Usual orders.
pub const ORDERS: [&str; 9] = [
    "Oat flat white, extra hot",
    "Double espresso, 1 kg No. 3 whole",
    "Turkish, medium sweet",
    "Cortado; 250 g decaf on Fridays",
    "Galão",
    "Filter, refill; oatmeal cookie",
    "Chai, oat, less sweet",
    "6 filters and a cinnamon bun",
    "アイスコーヒー",
];

/// Tags.
pub const TAGS: [&str; 7] =
    ["VIP", "vip", "Beans", "Office", "Wholesale", "Stammgäste", "Saturday"];

/// Phone numbers; `#` stands for any digit.
pub const PHONES: [&str; 9] = [
    "+48 601 555 ###",
    "0048601555###",
    "601-555-###",
    "(020) 7946 0###",
    "+44 7700 900###",
    "0711/555 0###",
    "+1 (202) 555-01##",
    "07700 900###",
    "٠٥٠ ٥٥٥ ####",
];

/// What happened.
pub const NOTES: [&str; 10] = [
    "Asked whether the Ethiopian comes back in spring.",
    "Wants to try the decaf sample. Brings the whole team on Saturday.",
    "Still has the wrong VAT number on the October invoice. Promised a corrected one by Friday.",
    "Ordered two boxes for the office party.",
    "Waited too long, gave a bun on the house.",
    "Grinder makes a noise; will bring it in.",
    "Prefers a call to mail.",
    "Möchte nächste Woche zwei Kilo.",
    "Спросил про подарочный набор.",
    "新しい豆が好き。",
];
