// Times wink-nlp: tokens, sentences and tags of texts, one pass after the other for two seconds. Texts are the ones that
// bench_test.go reads. Prints nanoseconds a pass, and what it counted.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import winkNLP from 'wink-nlp'
import model from 'wink-eng-lite-web-model'

const shared = process.env.WHOSAID_SHARED
const samples = process.argv[2]
const texts = shared
  ? readFileSync(join(shared, 'corpora', 'polnear', 'dev.jsonl'), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line).text)
  : readdirSync(samples).filter((name) => name.endsWith('.txt')).map((name) => readFileSync(join(samples, name), 'utf8'))

const nlp = winkNLP(model, ['sbd', 'pos']) // nothing else: entities and sentiment cost time too
let tokens = 0
let sentences = 0
function pass() {
  tokens = sentences = 0
  for (const text of texts) {
    const doc = nlp.readDoc(text)
    tokens += doc.tokens().length()
    sentences += doc.sentences().length()
  }
}

for (let i = 0; i < 3; i++) pass() // until the compiler has seen it
let passes = 0
const start = process.hrtime.bigint()
let end = start
while (end - start < 2_000_000_000n) {
  pass()
  passes++
  end = process.hrtime.bigint()
}
console.log(`${Number(end - start) / passes} ns/pass ${texts.length} texts ${tokens} tokens ${sentences} sentences`)
