// Writes NAME.br and NAME.gz beside every file of a folder: node brings both compressors, and uses
// all cores. Usage: node compress.mjs FOLDER BROTLI_QUALITY
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [folder, quality] = process.argv.slice(2);
// Already compressed, or not served.
const skipped = /\.(br|gz|png|jpg|webp|avif|woff2)$/;

const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && !skipped.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const sums = await Promise.all(files.map(async (file) => {
  const bytes = await readFile(file);
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: Number(quality),
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
    promisify(gzip)(bytes, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, gzipped)]);
  return [bytes.length, brotli.length];
}));

const kilobytes = (column) => Math.round(sums.reduce((sum, row) => sum + row[column], 0) / 1000);
console.error(`  ${files.length} files: ${kilobytes(0)} kB, ${kilobytes(1)} kB as brotli`);
