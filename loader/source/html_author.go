package source

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	byPrefix = regexp.MustCompile(`(?i)^(?:(?:written|posted|published|submitted|reported|reporting|words|text|story|article|analysis|opinion|review|interview|guest\s+post)\s+)?(?:by|von|par|por|di|da|door|av|af|od|aut(?:or|orin)|author|auteur|автор|بقلم|byline)(?:\s*[:：]\s*|\s+)`)
	// A byline's label without a word for "by".
	labelPrefix = regexp.MustCompile(`(?i)^(?:text|words|story|written|reporting|reporter|aut(?:or|orin|oren)|authors?|auteurs?|автор|текст|作者|记者|文)\s*[:：]\s*`)
	// What stands behind the names: an address, a date, the time that reading takes.
	bylineEnd     = regexp.MustCompile(`(?i)\s*(?:\||•|·|\s[–—-]\s|\bupdated\b|\bpublished\b|\blast\s+(?:updated|modified)\b|\bposted\b|\bfollow\b|\bedited\s+by\b|\bphotographs?\s+by\b|\b\d+\s+min(?:ute)?s?\s+read\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bfor\s+the\s+|\son\s+\p{L}+,?\s+\d|\d{1,2}:\d{2}).*$`)
	emailOrHandle = regexp.MustCompile(`\(?\S+@\S+\.\S+\)?|(?:^|\s)@\w+|\(https?://\S+\)|https?://\S+`)
	// When somebody wrote a live blog.
	aside   = regexp.MustCompile(`\s*\((?:now|earlier|until|from|and\s+earlier)\b[^()]{0,30}\)`)
	andWord = regexp.MustCompile(`\s+(?:and|und|et|y|e|en|och|og|i|a|и|&|with)\s+`)
	// What a person does, behind the name.
	role   = regexp.MustCompile(`(?i)^(?:(?:the\s+)?(?:senior|chief|staff|associate|deputy|managing|special|foreign|political|business|economics?|science|health|education|environment|security|defen[cs]e|diplomatic|world|national|local|sports?|technology|white\s+house|\p{L}+)\s+){0,3}(?:reporter|correspondent|editor|editor-in-chief|writer|columnist|journalist|producer|contributor|analyst|critic|photographer|fellow|professor|bureau\s+chief|author|redakteur(?:in)?|korrespondent(?:in)?|journaliste|correspond[ae]nt|redactor|corresponsal|md|phd|m\.d\.|ph\.d\.)(?:\s+(?:at|in|for|of)\b.*)?$`)
	desk   = regexp.MustCompile(`(?i)\b(?:staff|desk|newsroom|editors?|editorial|team|redaktion|rédaction|redacción|redazione|redação|redactie|agency|agencies|reporters|correspondents?|news\s+service|admin|administrator|webmaster|press\s+office|wire|contributors)\b`)
	agency = regexp.MustCompile(`(?i)^(?:reuters|ap|afp|dpa|ansa|efe|tass|xinhua|the\s+associated\s+press|associated\s+press|agence\s+france-presse|bloomberg|press\s+association|pa\s+media)$`)
)

// author is who wrote the article, as people write it: "Ana Diaz and Bo Li"; "" where the page does not say.
func (h *head) author(lang string, outlets []string, bylines []string) string {
	candidates := [][]string{h.ld.authors, h.micro.authors, h.meta["citation_author"], h.meta["dc.creator"], h.meta["parsely-author"], h.meta["sailthru.author"], h.meta["author"], h.meta["article.author"],
		h.meta["byl"], h.meta["byline"], h.meta["dc.author"], h.meta["article.author_name"], h.meta["og.article.author"], bylines}
	var generic string // a desk, or the outlet itself
	for _, c := range candidates {
		people, others, written := namesIn(c, outlets)
		switch {
		case len(people) > 0:
			if len(c) == 1 && written != "" {
				return written
			}
			return joinNames(people, lang)
		case generic == "" && len(others) > 0:
			generic = others[0]
		}
	}
	return generic
}

// namesIn are the names of persons and of others in the values of one field. written is the one value where it is nothing
// but names, as it stands there.
func namesIn(values, outlets []string) (people, others []string, written string) {
	for _, v := range values {
		v = bylineOf(v)
		if v == "" || isURL(v) || len(v) > 300 || strings.ContainsAny(v, "?!") {
			continue
		}
		if named(outlets, v) {
			others = append(others, v)
			continue
		}
		whole, place := true, false
		var here []string
		for _, part := range splitNames(v) {
			name := strings.Trim(part, " ,;:.|–—-")
			if strings.HasSuffix(part, ".") && len(name) > 2 && (strings.HasSuffix(name, " Jr") || strings.HasSuffix(name, " Sr")) {
				name += "."
			}
			switch {
			case name == "" || utf8.RuneCountInString(name) < 2:
				whole = false
			case role.MatchString(name) || len(visibleDays(name)) > 0:
				whole = false
			case named(outlets, name) || desk.MatchString(name) || agency.MatchString(name):
				whole, place = false, true
				others = append(others, name)
			case place && len(strings.Fields(name)) == 1: // where the outlet or the desk is
			case !isName(name):
				whole = false
			case !named(people, name):
				here = append(here, name)
				people = append(people, name)
			}
		}
		if whole && len(here) > 1 {
			written = v
		}
	}
	return people, others, written
}

// bylineOf is a byline without its label and what stands behind the names.
func bylineOf(s string) string {
	s = oneLine(html.UnescapeString(s))
	s = labelPrefix.ReplaceAllString(s, "")
	s = byPrefix.ReplaceAllString(s, "")
	s = byPrefix.ReplaceAllString(s, "")
	s = emailOrHandle.ReplaceAllString(s, " ")
	s = aside.ReplaceAllString(s, "")
	s = bylineEnd.ReplaceAllString(s, "")
	if days := visibleDays(s); len(days) > 0 && days[0].at < len(s) {
		s = s[:days[0].at]
	}
	return strings.Trim(oneLine(s), " ,;:|")
}

// splitNames divides a list of names as people write it. A comma behind which no name can stand alone (as in "Diaz, Ana")
// divides none.
func splitNames(s string) []string {
	var all []string
	for _, byAnd := range andWord.Split(s, -1) {
		for _, p := range strings.FieldsFunc(byAnd, func(r rune) bool { return r == ';' || r == ',' || r == '/' || r == '、' || r == '，' }) {
			if p = strings.TrimSpace(p); p != "" {
				all = append(all, p)
			}
		}
	}
	if len(all) == 2 && strings.Count(s, ",") == 1 && len(strings.Fields(all[0])) == 1 && !role.MatchString(all[1]) && len(strings.Fields(all[1])) <= 3 {
		return []string{s} // a surname and what stands before it
	}
	return all
}

var domain = regexp.MustCompile(`(?i)^\S+\.\p{L}{2,}$`)

// isName reports whether a text can be the name of somebody: some words, no sentence.
func isName(s string) bool {
	f := strings.Fields(s)
	if len(f) > 7 || utf8.RuneCountInString(s) > 70 || strings.ContainsAny(s, "{}<>=\"?!#*") {
		return false
	}
	if domain.MatchString(s) {
		return false
	}
	letters, capital := 0, false
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
			capital = capital || unicode.IsUpper(r) || !unicode.IsLower(r)
		}
	}
	if letters < 2 || letters*2 < utf8.RuneCountInString(s) {
		return false
	}
	if len(f) > 3 { // small words stand in names, but are not most of them
		small := 0
		for _, w := range f {
			if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
				small++
			}
		}
		return small*2 <= len(f)
	}
	return capital || len(f) <= 2
}

// joinNames joins names as the article's language does.
func joinNames(names []string, lang string) string {
	and := map[string]string{"en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "pt": "e", "nl": "en", "sv": "och", "da": "og", "no": "og", "nb": "og", "pl": "i", "cs": "a", "ru": "и", "uk": "та"}[primary(lang)]
	if lang == "" {
		and = "and"
	}
	n := len(names)
	if n <= 1 || and == "" {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:n-1], ", ") + " " + and + " " + names[n-1]
}

func primary(lang string) string {
	p, _, _ := strings.Cut(lang, "-")
	return strings.ToLower(p)
}

// isByline reports whether an element holds the byline by what it is called.
func isByline(n *html.Node) bool {
	if hasWord(attr(n, "rel"), "author") || n.DataAtom == atom.Meta {
		return n.DataAtom != atom.Link && n.DataAtom != atom.Meta
	}
	if strings.Contains(attr(n, "itemprop"), "author") {
		return true
	}
	for _, w := range words(n) {
		switch w {
		case "byline", "bylines", "author", "authors", "writer", "writtenby", "authorname", "contributor", "contributors", "submitted":
			return true
		}
	}
	return false
}

// isNameElement reports whether an element in a byline holds a name and nothing else.
func isNameElement(n *html.Node) bool {
	if hasWord(attr(n, "rel"), "author") || hasWord(attr(n, "itemprop"), "name") {
		return true
	}
	w := words(n)
	for i, s := range w {
		if s == "fn" || s == "authorname" || s == "author" && i+1 < len(w) && (w[i+1] == "name" || w[i+1] == "link") {
			return true
		}
	}
	return false
}

// pieces are the parts of a byline that stand in elements of their own with no white space between them, as a page lays them
// out beside each other.
func pieces(n *html.Node) []string {
	var all []string
	var open strings.Builder
	spaced := true
	for d := range n.Descendants() {
		if d.Type != html.TextNode || d.Data == "" || d.Parent != nil && unread[d.Parent.DataAtom] {
			continue
		}
		if !spaced && strings.TrimLeft(d.Data, " \n\t\r\u00a0,;.)") == d.Data {
			all = append(all, oneLine(open.String()))
			open.Reset()
		}
		open.WriteString(d.Data)
		spaced = strings.TrimRight(d.Data, " \n\t\r\u00a0(") != d.Data
	}
	return append(all, oneLine(open.String()))
}

// maxByline is how many characters an element has at most that is a byline, whatever its name.
const maxByline = 2000

// maxBylineGap is how many bytes of text may stand between the first byline of an article and its last.
const maxBylineGap = 300

// bylinesOf are the texts of the byline elements of a page, the innermost that name somebody, in its order. Those in
// comments, in lists of other articles and in asides are not the article's, nor those that stand behind some text of it.
func bylinesOf(doc *html.Node) []string {
	var all []string
	passed := 0 // characters of text since the first
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if len(all) > 0 && passed > maxBylineGap {
			return
		}
		if n.Type == html.TextNode && len(all) > 0 {
			passed += len(strings.TrimSpace(n.Data))
		}
		if n.Type == html.ElementNode {
			if unread[n.DataAtom] && n.DataAtom != atom.Head || hidden(n) || n.DataAtom == atom.Head || elsewhere(n) {
				return
			}
			if isByline(n) && isShort(n, maxByline) {
				if find(n, isNameElement) != nil {
					for c := range n.Descendants() {
						if c.Type == html.ElementNode && isNameElement(c) {
							if s := textOf(c); s != "" {
								all = append(all, s)
							}
						}
					}
					return
				}
				if s, short := shortTextOf(n, 160); short && s != "" {
					all = append(all, pieces(n)...)
					return
				}
			}
		}
		for c := n.FirstChild; c != nil && len(all) < 20; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return all
}

// elsewhere reports whether an element by its name holds what is about other articles or by other people.
func elsewhere(n *html.Node) bool {
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html || n.DataAtom == atom.Main {
		return false
	}
	if n.DataAtom == atom.Aside || n.DataAtom == atom.Nav || n.DataAtom == atom.Footer && !standsIn(n, atom.Article) {
		return true
	}
	switch reasonOf(words(n)) {
	case dropComments, dropRelated, dropNavigation, dropAdvert, dropNewsletter, dropTeaser:
		return find(n, isTag(atom.H1)) == nil
	}
	return false
}

func standsIn(n *html.Node, a atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == a {
			return true
		}
	}
	return false
}
