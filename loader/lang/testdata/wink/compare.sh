#!/usr/bin/env bash
# Compares tokens, sentences and tags with wink-nlp (npm): the same texts, one thread each, nine times in turn. Prints the times
# of a pass over the texts and the median of the nine ratios. Wants Go, node and npm, and a machine that does nothing else.
# With WHOSAID_SHARED it reads the news articles of a corpus, else the samples of this project.
set -euo pipefail
cd "$(dirname "$0")"

[ -d node_modules ] || npm install --silent --no-audit --no-fund --no-package-lock
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd ../.. && go test -c -o "$work/lang.test" .)

for i in 1 2 3 4 5 6 7 8 9; do
  # A benchmark's line: name, passes, time, "ns/op", ...
  ours=$(cd ../.. && GOMAXPROCS=1 "$work/lang.test" -test.run '^$' -test.bench '^BenchmarkTags$' -test.benchtime 2s | awk '$4 == "ns/op" { print $3 }')
  theirs=$(node compare.mjs ../../../source/samples)
  awk -v i="$i" -v ours="$ours" -v theirs="${theirs%% *}" 'BEGIN { printf "%d: whosaid %.1f ms, wink-nlp %.1f ms, ratio %.2f\n", i, ours / 1e6, theirs / 1e6, theirs / ours }' | tee -a "$work/ratios"
done
printf 'wink-nlp: %s\n' "${theirs#* ns/pass }"
printf 'median: %s times faster\n' "$(sed 's/.*ratio //' "$work/ratios" | sort -n | sed -n 5p)"
