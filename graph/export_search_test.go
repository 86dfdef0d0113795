package graph

// FoldedWords is the words of a text as search has them.
func FoldedWords(text string) []string { return (&lexicon{known: map[string]*lexeme{}}).foldedWords(text) }

// IsStopWord reports whether search leaves a word out.
func IsStopWord(word string) bool { return stopWords[word] }

// StemOf is the stem of a folded word.
func StemOf(word string) string { return stemOf(word) }
