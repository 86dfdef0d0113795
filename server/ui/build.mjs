// Builds the page with vite and compresses every file, so that the binary holds and sends it compressed.
//
// The result depends on the sources and the lock file alone: gzip is done in JavaScript, because the zlib inside Node gives
// other bytes on other processors.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { gzipSync } from 'fflate';
import { build } from 'vite';

const root = dirname(fileURLToPath(import.meta.url));
process.chdir(root);
await build({ root, mode: 'production', logLevel: 'warn' });

let raw = 0;
let compressed = 0;
const dist = join(root, 'dist');
const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
for (const entry of files) {
  const path = join(entry.parentPath, entry.name);
  const content = readFileSync(path);
  // Level 9; no name, no time.
  const packed = gzipSync(content, { level: 9, mtime: 0 });
  writeFileSync(`${path}.gz`, packed);
  rmSync(path);
  raw += content.length;
  compressed += packed.length;
}
console.log(`dist: ${files.length} files, ${raw} bytes, ${compressed} compressed`);
