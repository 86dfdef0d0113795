package lang

// Words is the treebank words of d, for the tests outside the package.
func Words(d *Doc) []TreeWord {
	d.splitWords()
	return d.Words
}
