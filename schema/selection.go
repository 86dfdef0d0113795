package schema

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Selection says which part of a store is meant, as people write it: an entity by its id, or by a whole name or alias in any case,
// an article by its id, URL or whole title. The zero Selection means the whole store.
type Selection struct {
	About, Source, Subject, Object, Article string

	Type         graph.Predicate
	Stance       graph.Stance
	Realis       graph.Realis
	Since, Until graph.Date // of publication

	Roots []string // entities: what is at most Depth relations away from one of them
	Depth *int     // where it is set, About is one more root; without roots it is an error
}

// Selected is the records that a Selection means.
type Selected struct {
	Roots   []graph.ID
	Depth   int
	Filters []graph.ClaimFilter // claims that fit one of these; none where everything fits
}

// Resolve finds the records of a selection. The error is an [*Error] with the code and the sentence that a query would answer:
// [CodeNotFound] where a name or an article is not there, with the nearest names in Hint, [CodeBadInput], or [CodeTooLarge] where the
// names fit too many combinations of records. What the store itself answers is wrapped.
func (s *Selection) Resolve(tx *graph.Tx) (Selected, error) {
	out, err := s.resolve(tx)
	if r, ok := errors.AsType[*refusal](err); ok {
		return Selected{}, &Error{Message: r.text, Code: r.code, Hint: r.hint}
	}
	if err != nil {
		return Selected{}, fmt.Errorf("schema: selection: %w", err)
	}
	return out, nil
}

func (s *Selection) resolve(tx *graph.Tx) (out Selected, err error) {
	about := s.About
	roots := slices.Clone(s.Roots)
	if s.Depth != nil {
		if about != "" {
			roots, about = append(roots, about), ""
		}
		if out.Depth = *s.Depth; out.Depth < 0 {
			return out, refuse(CodeBadInput, "depth %d is below 0", out.Depth)
		}
		if len(roots) == 0 {
			return out, refuse(CodeBadInput, "depth says how far from an entity: give about or root too")
		}
	}
	for i, name := range roots {
		what := "root"
		if i >= len(s.Roots) {
			what = "about"
		}
		ids, err := entitiesNamed(tx, what)(name)
		if err != nil {
			return out, err
		}
		for _, id := range ids {
			if _, err := tx.Entity(id); errors.Is(err, graph.ErrNotFound) {
				return out, refuse(CodeNotFound, "%s: no entity has the id %q", what, id)
			} else if err != nil {
				return out, err
			}
			if !slices.Contains(out.Roots, id) {
				out.Roots = append(out.Roots, id)
			}
		}
	}
	if s.Since.Year != 0 && s.Until.Year != 0 && s.Since.String() > s.Until.String() && !strings.HasPrefix(s.Since.String(), s.Until.String()) {
		return out, refuse(CodeBadInput, "since %s is after until %s", s.Since, s.Until)
	}
	one := graph.ClaimFilter{Type: s.Type, Stance: s.Stance, Realis: s.Realis, Since: s.Since, Until: s.Until}
	filters := []graph.ClaimFilter{one}
	for _, c := range []struct {
		text string
		find func(string) ([]graph.ID, error)
		set  func(*graph.ClaimFilter, graph.ID)
	}{
		{s.Source, entitiesNamed(tx, "source"), func(f *graph.ClaimFilter, id graph.ID) { f.Source = id }},
		{s.Subject, entitiesNamed(tx, "subject"), func(f *graph.ClaimFilter, id graph.ID) { f.Subject = id }},
		{s.Object, entitiesNamed(tx, "object"), func(f *graph.ClaimFilter, id graph.ID) { f.Object = id }},
		{about, entitiesNamed(tx, "about"), func(f *graph.ClaimFilter, id graph.ID) { f.About = id }},
		{s.Article, articlesNamed(tx), func(f *graph.ClaimFilter, id graph.ID) { f.Article = id }},
	} {
		if c.text == "" {
			continue
		}
		if filters, err = each(filters, &c.text, c.find, c.set); err != nil {
			return out, err
		}
	}
	if len(filters) > 1 || filters[0] != (graph.ClaimFilter{}) {
		out.Filters = filters
	}
	return out, nil
}

// String is the selection in words: about "North Korea", type deploys_to, depth 2; "" for the whole store.
func (s *Selection) String() string {
	var words []string
	add := func(what, value string) {
		if value != "" {
			words = append(words, what+" "+value)
		}
	}
	name := func(what, value string) {
		if value != "" {
			add(what, strconv.Quote(value))
		}
	}
	name("about", s.About)
	name("source", s.Source)
	name("subject", s.Subject)
	name("object", s.Object)
	name("article", s.Article)
	add("type", s.Type.String())
	add("stance", s.Stance.String())
	add("realis", s.Realis.String())
	add("since", s.Since.String())
	add("until", s.Until.String())
	for _, r := range s.Roots {
		name("root", r)
	}
	if s.Depth != nil {
		add("depth", strconv.Itoa(*s.Depth))
	}
	return strings.Join(words, ", ")
}

// entitiesNamed finds the entities that a text means: the one with this id, or those that have this name. An id may be that of any
// source.
func entitiesNamed(tx *graph.Tx, what string) func(string) ([]graph.ID, error) {
	return func(text string) ([]graph.ID, error) {
		if id, err := graph.ParseID(text); err == nil {
			return []graph.ID{id}, nil
		}
		all, err := named(tx, text, what, func(int) error { return nil })
		ids := make([]graph.ID, len(all))
		for i, e := range all {
			ids[i] = e.ID
		}
		return ids, err
	}
}

// articlesNamed finds the articles that a text means: an id, a URL, a whole title.
func articlesNamed(tx *graph.Tx) func(string) ([]graph.ID, error) {
	return func(text string) ([]graph.ID, error) {
		if id, err := articleID(text); err == nil {
			_, err := tx.Article(id)
			if errors.Is(err, graph.ErrNotFound) {
				err = refuse(CodeNotFound, "article: no article has the id or the URL %q", text)
			}
			return []graph.ID{id}, err
		}
		folded := graph.FoldName(text)
		var ids []graph.ID
		for a, err := range tx.Articles(graph.ArticleFilter{Brief: true}) {
			if err != nil {
				return nil, err
			}
			if folded != "" && graph.FoldName(a.Title) == folded {
				ids = append(ids, a.ID)
			}
		}
		if len(ids) == 0 {
			return nil, refuse(CodeNotFound, "article: no article has the title %q; give an id, a URL or a whole title", text)
		}
		return ids, nil
	}
}
