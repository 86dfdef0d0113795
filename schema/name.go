package schema

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// Named finds the entities whose whole name or alias this is, compared as [graph.FoldName] folds them, in the order of the
// store: what every name in a filter means.
//
// The error is an [*Error] with the code and the sentence that a query would answer: [CodeNotFound], with the nearest names
// in Hint, [CodeBadInput] for an empty name. What the store itself answers is wrapped.
func Named(tx *graph.Tx, name string) ([]graph.Entity, error) {
	all, err := named(tx, name, "name", func(int) error { return nil })
	if r, ok := errors.AsType[*refusal](err); ok {
		return nil, &Error{Message: r.text, Code: r.code, Hint: r.hint}
	}
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return all, nil
}

// entitiesFor finds the entities that the text of the argument called what means: the one with this id, or those that have
// this name. An id may be that of any source.
func (r *request) entitiesFor(what string) func(string) ([]graph.ID, error) {
	return func(text string) ([]graph.ID, error) {
		if id, err := graph.ParseID(text); err == nil {
			return []graph.ID{id}, nil
		}
		return r.named(text, what)
	}
}

// articlesFor finds the articles that a text means: an id, a URL, a whole title.
func (r *request) articlesFor(text string) ([]graph.ID, error) {
	if id, err := articleID(text); err == nil {
		_, err := found(r.loadArticle(id))("article: no article has the id or the URL %q", text)
		return []graph.ID{id}, err
	}
	folded := graph.FoldName(text)
	if folded == "" {
		return nil, refuse(CodeBadInput, "article is empty: give an id, a URL or a whole title")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	ids, seen := r.titles[folded]
	if !seen {
		if err := r.charge(titleNodes); err != nil {
			return nil, err
		}
		for a, err := range r.tx.Articles(graph.ArticleFilter{Brief: true}) {
			if err != nil {
				return nil, err
			}
			if graph.FoldName(a.Title) == folded {
				ids = append(ids, a.ID)
			}
		}
		r.titles[folded] = ids
	}
	if len(ids) == 0 {
		return nil, refuse(CodeNotFound, "article: no article has the title %q; give an id, a URL or a whole title", text)
	}
	return ids, nil
}

// named is Named for the argument called what, once for a name.
func (r *request) named(name, what string) ([]graph.ID, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	folded := graph.FoldName(name)
	if ids := r.names[folded]; len(ids) > 0 {
		return ids, nil
	}
	all, err := named(r.tx, name, what, r.charge)
	if err != nil {
		return nil, err
	}
	ids := make([]graph.ID, len(all))
	for i, e := range all {
		ids[i] = e.ID
	}
	r.names[folded] = ids
	return ids, nil
}

// named finds the entities of a name, or refuses the argument called what; charge takes records from a budget.
func named(tx *graph.Tx, name, what string, charge func(int) error) ([]graph.Entity, error) {
	folded := graph.FoldName(name)
	if folded == "" {
		return nil, refuse(CodeBadInput, "%s is empty: give an id or a name", what)
	}
	var all []graph.Entity
	for e, err := range tx.Entities(graph.EntityFilter{Name: name}) {
		if err != nil {
			return nil, err
		}
		if !slices.Contains(namesOf(e), folded) {
			break // whole names come first
		}
		all = append(all, e)
	}
	if len(all) > 0 {
		return all, nil
	}
	near, err := nearest(tx, folded, charge)
	if err != nil {
		return nil, err
	}
	refused := refuse(CodeNotFound, "%s: nothing here is called %q", what, name)
	if len(near) > 0 {
		refused.hint = near
		refused.text += "; the nearest names are " + strings.Join(near, ", ")
	}
	return nil, refused
}

// namesOf is an entity's name and aliases, folded.
func namesOf(e graph.Entity) []string {
	names := []string{graph.FoldName(e.Name)}
	for _, a := range e.Aliases {
		names = append(names, graph.FoldName(a))
	}
	return names
}

// How many entities are looked at for near names, how many of them are told, and from what length on in code points nothing
// is near.
const (
	maxLooked  = 1_000
	maxNearest = 3
	maxNear    = 100
)

// nearest is the names of the entities that come nearest to a folded name. It looks first at those that start like it. Only
// the first 1,000 are looked at, and they are charged: this answers a slip of the keyboard, it is not a search.
func nearest(tx *graph.Tx, folded string, charge func(int) error) ([]string, error) {
	type near struct {
		name  string
		steps int
	}
	length := utf8.RuneCountInString(folded)
	if length >= maxNear {
		return nil, nil
	}
	var found []near
	start := string([]rune(folded)[:min(2, len([]rune(folded)))])
	for _, f := range []graph.EntityFilter{{Name: start}, {}} {
		f.Limit = maxLooked
		if err := charge(maxLooked / 10); err != nil {
			return nil, err
		}
		for e, err := range tx.Entities(f) {
			if err != nil {
				return nil, err
			}
			best := near{steps: max(1, length/3) + 1}
			for _, n := range append([]string{e.Name}, e.Aliases...) {
				if s := steps(folded, graph.FoldName(n)); s < best.steps {
					best = near{n, s}
				}
			}
			if best.name != "" {
				found = append(found, best)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	slices.SortFunc(found, func(a, b near) int { return cmp.Or(cmp.Compare(a.steps, b.steps), cmp.Compare(a.name, b.name)) })
	var names []string
	for _, n := range found {
		if len(names) < maxNearest && !slices.Contains(names, n.name) {
			names = append(names, n.name)
		}
	}
	return names, nil
}

// steps is how many single runes must be put in, left out or changed to make b of a (Levenshtein 1966); 1 where one holds
// the other's words.
func steps(a, b string) int {
	if strings.Contains(" "+a+" ", " "+b+" ") || strings.Contains(" "+b+" ", " "+a+" ") {
		return 1
	}
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j := range t {
			next := diagonal
			if s[i] != t[j] {
				next = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(t)]
}
