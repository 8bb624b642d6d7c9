import { peopleCsv } from "../fixtures/people-csv.ts";
import { expect, test } from "../fixtures/test.ts";

test("a thousand people from a file come in, and a colleague has every one", async ({ alice, bob }) => {
  test.setTimeout(120_000);
  const link = await alice.startTeam("Grace Okafor");
  await alice.open("/import");
  const file = peopleCsv(1000, 2);
  await alice.import.choose("contacts.csv", file);
  await alice.import.ends("1,000 people came in.");
  await alice.badge.says("On the server", 60_000);
  await alice.open();
  await expect(alice.people.count).toHaveText("1,001");

  await bob.open("/join");
  await bob.team.join(link);
  await expect(bob.people.count).toHaveText("1,001", { timeout: 60_000 });
  const [, last] = [...file.matchAll(/guest(\d+)@example\.org/g)].at(-1) ?? [];
  await bob.people.search.fill(`guest${last}@example.org`);
  await expect(bob.people.row(`${last}`)).toHaveCount(1);
  await bob.reload();
  await expect(bob.people.count).toHaveText("1,001");
});

test("rows that do not fit are listed and the rest come in, and all of it can be taken back", async ({
  alice,
}) => {
  await alice.open("/import");
  const good = ["name;email", "Marta;marta@example.org", ";", "Owen;owen@example.org"];
  await alice.import.choose("list.csv", good.join("\n"));
  await alice.import.ends("2 people came in.");
  await alice.import.says("3 rows: 2 new, 1 blank.");
  await alice.page.getByRole("button", { name: "Take it back" }).click();
  await expect(alice.people.bin).toHaveText("2");
  await alice.undo("Taken back: 2 people");
  await alice.people.show();
  await expect(alice.people.count).toHaveText("2");
});

const utf16 = Buffer.concat([
  Buffer.from([0xff, 0xfe]),
  Buffer.from("name\temail\r\nŁukasz Wiśniewski\tlukasz@example.org\r\nОльга\tolga@example.org\r\n", "utf16le"),
]);

test("a table in UTF-16, as spreadsheets save it, comes in", async ({ alice }) => {
  await alice.open("/import");
  await alice.import.choose("unicode.txt", utf16);
  await alice.import.ends("2 people came in.");
  await alice.open();
  await expect(alice.people.row("Łukasz Wiśniewski")).toHaveCount(1);
  await expect(alice.people.row("Ольга")).toHaveCount(1);
});

test("files that are no table are refused in clear words, and nothing comes in", async ({ alice }) => {
  await alice.open();
  await alice.firstStart.add("Amara Diallo");
  await alice.card.isOf("Amara Diallo");
  await alice.open("/import");
  const junk = Buffer.from(Array.from({ length: 4096 }, (_, place) => (place * 7919) % 256));
  const files: [string, Buffer, RegExp][] = [
    ["empty.csv", Buffer.alloc(0), /The file is empty/],
    ["junk.csv", junk, /not a text file/],
    ["sheet.csv", Buffer.concat([Buffer.from("PK\x03\x04"), junk]), /a broken spreadsheet\. Save the list as CSV/],
    ["large.csv", Buffer.alloc(50 << 20, "name,email\nMarta,m@example.org\n"), /50 MB.*Save it in parts/],
  ];
  for (const [name, content, words] of files) {
    await alice.import.give(name, content);
    await expect(alice.import.refusal).toContainText(words);
    await alice.reload();
  }
  await alice.open();
  await expect(alice.people.count).toHaveText("1");
});
