// Audits a running server with the checks of the package graphql-http, and fails where one is not passed:
//
//	node audit.mjs http://127.0.0.1:8080/graphql
//
// It prints the name of every check that failed, with its reason, and how many passed.
import { auditServer } from 'graphql-http';

const [url] = process.argv.slice(2);
if (!url) {
  console.error('audit.mjs: say which endpoint: node audit.mjs http://127.0.0.1:8080/graphql');
  process.exit(2);
}
const results = await auditServer({ url, fetchFn: fetch });
const failed = results.filter((result) => result.status !== 'ok');
for (const { id, name, status, reason } of failed) console.log(`${status}: ${id} ${name}: ${reason}`);
console.log(`passed: ${results.length - failed.length} of ${results.length}`);
process.exit(failed.length > 0 ? 1 : 0);
