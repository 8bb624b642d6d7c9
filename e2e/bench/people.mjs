// Made-up customers as a till exports them, the same for every run of a seed.

const GIVEN = `Marta Owen Zoë Łukasz Noor Aylin Søren Chloé Dieu Ngọc Ольга Елена Anna Ben Clara David Emma Finn
Grace Hugo Ines Jakub Katarzyna Liam Mia Nathan Olivia Pavel Quentin Rosa Samuel Tereza Umut Vera Wanda Xavier Yusuf
Zofia Amir Beatriz Carlos Dilara Ewa Fatima Giulia Hannah Ivan Jana Kwame Leila Mateusz Nadia Oskar Priya Rahel Stefan
Thanh Ulla Viktor Wiktoria Ayodele Bartek Camille Dorota Erik Freya`.split(/\s+/);
const FAMILY = `Wiśniewska Price Okafor d’Angelo Haddad Çelik Berg O'Neil Nguyễn Иванова Kowalski Smith Müller García
Rossi Novák Jansen Svensson Silva Papadopoulos Yılmaz Khan Kim Chen Tanaka Singh Mensah Diallo Cohen Schneider Fischer
Weber Wagner Becker Hoffmann Dubois Laurent Moreau Petit Lefèvre Martínez López Fernández Bianchi Romano Ricci Horváth
Nagy Kovács Popescu Ionescu Petrov Dimitrov Larsen Hansen Nilsson Virtanen Korhonen Murphy Kelly Walsh Byrne Evans Hughes
Campbell Stewart Fraser Zieliński Wójcik Kamińska Lewandowska Dąbrowski Mazur Krawczyk Sánchez Ortega Ibrahim Osei Tran
Phạm`.split(/\s+/);
const STREETS = ["Quay Street", "Mill Lane", "High Street", "Church Road", "Market Square", "Harbour Row", "Station Road"];
const SUBURBS = ["Harbour", "Mill Lane", "Old Town, North", "Söder", "Riverside", "St Mary's", "Parkside"];
const ORDERS = ["oat flat white", "two rye loaves", "espresso", "chai, less sugar", "sourdough, sliced", "filter, black"];
const TAGS = ["regular", "newsletter", "wholesale", "market", "allergy", "saturday"];
const TRADES = ["Bakers", "Joinery", "Architects", "Cycles", "Books", "Clinic"];
const NOTES = [
  "Asked after the seeded loaf; keep one back on Saturdays.",
  "Moves house in spring, wants to know who delivers there.",
  "Daughter plays football on Sundays, comes by after the match.",
  "Paid the March invoice in two parts.",
  'Said: "nuts are out of the question".',
];

/** What is typed into the search, key by key: names, numbers, orders, companies, a slip. */
export const QUERIES = ["marta w", "okafor", "+31 6 12", "flat white", "nguyen", "kowaslki", "guest42", "harbour", "joinery", "zoe"];

/** Numbers from 0 to 1 that a seed decides: mulberry32. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A CSV file with a head and so many rows. */
export function table(people, seed) {
  const next = random(seed);
  const below = (end) => Math.floor(next() * end);
  const pick = (list) => list[below(list.length)];
  const often = (share, cell) => (next() < share ? cell() : "");
  const two = (number) => String(number).padStart(2, "0");
  const lines = [
    "first_name,last_name,email,phone,street,suburb,postcode,state,birth_date,company,usual_order,tags,notes",
  ];
  for (let row = 1; row <= people; row += 1) {
    const family = pick(FAMILY);
    const cells = [
      pick(GIVEN),
      family,
      often(0.8, () => `guest${row}@example.org`),
      often(0.7, () => `+31 6 ${10_000_000 + below(89_999_999)}`),
      `${1 + below(200)} ${pick(STREETS)}`,
      pick(SUBURBS),
      String(1000 + below(8999)),
      "NH",
      often(0.5, () => `${1940 + below(66)}-${two(1 + below(12))}-${two(1 + below(28))}`),
      often(0.25, () => `${family} & Daughters ${pick(TRADES)}`),
      often(0.5, () => pick(ORDERS)),
      often(0.6, () => pick(TAGS)),
      often(0.7, () => pick(NOTES)),
    ];
    lines.push(cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}
