import { isAccessible } from "../fixtures/accessible.ts";
import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";

test("a first visit is accessible on a phone and a desktop, light and dark", async ({ alice }) => {
  test.setTimeout(300_000);
  await alice.open();
  await isAccessible(alice, "first start");
  for (const path of ["/import", "/join", "/share", "/bin", "/more", "/work", "/sort-out", "/nowhere"]) {
    await alice.open(path);
    await expect(alice.page.getByRole("heading", { level: 1 })).toBeVisible();
    await isAccessible(alice, path);
  }
  await alice.open("/components");
  await isAccessible(alice, "/components");
});

test("a list of people, a card and an import are accessible", async ({ alice }) => {
  test.setTimeout(300_000);
  await alice.open("/import");
  await alice.import.choose("three.csv", "name,email,usual order\nOwen,owen@,Chai\nRuth,,\n,,lost\nElif,elif@example.org,Turkish\n");
  await alice.import.ends(/people came in/);
  await isAccessible(alice, "what came of an import");
  await alice.people.show();
  await isAccessible(alice, "three people");
  await alice.newPerson.open();
  await alice.newPerson.field("Email").fill("unfinished@");
  await isAccessible(alice, "a new person");
  await alice.page.keyboard.press("Escape");

  await alice.open("/import");
  await alice.import.choose("many.csv", peopleCsv(197, 5));
  await alice.import.ends("197 people came in.");
  await alice.people.show();
  await alice.page.keyboard.press("j");
  await isAccessible(alice, "two hundred people");
  await alice.people.search.fill("zzzz");
  await isAccessible(alice, "nobody found");
  await alice.people.search.fill("");
  await alice.segments.takeReady("No way to reach them");
  await alice.segments.add("Tag", "is not", "VIP");
  await isAccessible(alice, "a segment");
  await alice.page.getByRole("button", { name: "Columns" }).click();
  await isAccessible(alice, "the choice of columns");
  await alice.page.keyboard.press("Escape");
  await alice.page.getByRole("button", { name: "Add a condition" }).click();
  await isAccessible(alice, "the form for a condition");
  await alice.page.keyboard.press("Escape");
  await alice.open("/organisations");
  await isAccessible(alice, "no organisations");
  await alice.people.show();

  await alice.people.openPerson("Owen");
  await alice.card.addItem("Phone", "+31 6 1234 5678");
  await alice.card.tag("Wholesale");
  await alice.card.note("Asked for 12 kg until Friday.");
  await isAccessible(alice, "a card");
  await alice.card.putInBin();
  await isAccessible(alice, "a card in the bin, with its toast");
  await alice.open("/bin");
  await expect(alice.bin.line("Owen")).toBeVisible();
  await isAccessible(alice, "the bin");
});

test("answers to choose from, waiting work and a share link are accessible", async ({ alice, bob }) => {
  test.setTimeout(300_000);
  const link = await alice.startTeam("Noor Haddad");
  await isAccessible(alice, "the link to share");
  await bob.joinTeam(link, 1);
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await bob.people.openPerson("Noor Haddad");
  await alice.goOffline();
  await alice.card.set("Usual order", "Cortado");
  await bob.card.set("Usual order", "Espresso tonic");
  await bob.badge.says("On the server");
  await alice.open("/work");
  await expect(alice.work.waiting).toHaveCount(1);
  await isAccessible(alice, "waiting work");
  await alice.comeBack();
  await alice.badge.says("On the server");
  await alice.open("/sort-out?show=answers");
  await expect(alice.page.getByText("2 answers")).toBeVisible();
  await isAccessible(alice, "to sort out");
  await alice.people.show();
  await alice.people.openPerson("Noor Haddad");
  await alice.card.hasAnswers("Usual order", ["Cortado", "Espresso tonic"]);
  await isAccessible(alice, "a card with 2 answers");
});
