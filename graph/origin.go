package graph

// Origin is who the claim goes back to, for counting independent origins: its source; where that is the article's own voice, the
// first link of its chain that is not that voice; failing that, the voice itself.
func (c Claim) Origin() Source {
	if c.Source.Kind != SourceArticle {
		return c.Source
	}
	for _, l := range c.Chain {
		if l.Source.ID != c.Source.ID {
			return l.Source
		}
	}
	return c.Source
}
