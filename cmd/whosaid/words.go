package main

import "strconv"

// plural is a count with its noun: "1 article", "2 articles".
func plural(n int, noun string) string {
	return many(n, noun, noun+"s")
}

// many is a count with its noun in the singular or the plural.
func many(n int, one, more string) string {
	if n == 1 {
		return group(n) + " " + one
	}
	return group(n) + " " + more
}

// are is plural with its verb: "1 article is", "2 articles are".
func are(n int, noun string) string {
	if n == 1 {
		return plural(n, noun) + " is"
	}
	return plural(n, noun) + " are"
}

// group is a count with commas between groups of three digits.
func group(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
