package source

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dates are when the page says that its article was published and last changed: by what it gives machines, else by what
// people read beside the title.
func (h *head) dates(doc *html.Node) (published, modified moment) {
	published = localMoment(h.ld.published, h.of("article.published_time", "og.article.published_time", "og.published_time"), h.micro.published,
		h.of("parsely-pub-date"), h.of("sailthru.date"), h.of("citation_publication_date", "citation_online_date"), h.of("dc.date.issued", "dc.issued", "dc.date.created", "dc.created", "dc.date"),
		h.of("datepublished", "date_published", "pubdate", "publishdate", "publish-date", "publish_date", "published_time", "published-date", "publication_date", "publication-date", "article_date_original", "originalpublicationdate", "cxenseparse.recs.publishtime", "date"))
	modified = localMoment(h.ld.modified, h.of("article.modified_time", "og.article.modified_time", "og.updated_time", "og.modified_time"), h.micro.modified,
		h.of("dc.date.modified", "dc.modified"), h.of("datemodified", "lastmod", "last-modified", "last_modified", "modified_time", "revised", "revision_date"))
	if published.day == "" || modified.day == "" {
		p, m := shownDates(doc, published.day == "")
		if published.day == "" {
			published = p
		}
		if modified.day == "" {
			modified = m
		}
	}
	if published.day != "" && modified.day != "" && earlier(modified, published) {
		modified = moment{}
	}
	return published, modified
}

// earlier reports whether one moment is before the other by what is known of both.
func earlier(a, b moment) bool {
	n := min(len(a.day), len(b.day))
	return a.day[:n] < b.day[:n]
}

// localMoment is the first of several ways to write one moment; where that is in UTC and another is the same instant in the
// page's own time zone, that one, for its day is the one on which people there could read the article.
func localMoment(all ...string) moment {
	m := firstMoment(all...)
	if !strings.HasSuffix(m.instant, "Z") {
		return m
	}
	t, err := time.Parse(time.RFC3339, m.instant)
	for _, s := range all {
		if o := machineMoment(s); o.instant != "" && !strings.HasSuffix(o.instant, "Z") && !strings.HasSuffix(o.instant, "00:00") && err == nil {
			if u, err := time.Parse(time.RFC3339, o.instant); err == nil && u.Sub(t).Abs() < time.Minute {
				return o
			}
		}
	}
	return m
}

func firstMoment(all ...string) moment {
	for _, s := range all {
		if s == "" {
			continue
		}
		if m := machineMoment(s); m.day != "" {
			return m
		}
	}
	return moment{}
}

var updatedWord = regexp.MustCompile(`(?i)(?:updated?|modified|revised|amended|edited|last\s+change|aktualisiert|geändert|mis\s+à\s+jour|modifié|actualizado|atualizado|aggiornato|bijgewerkt|обновлено|оновлено|zaktualizowano)\b?[^\d\p{L}]*(?:\p{L}+[^\d\p{L}]+){0,3}$`)

// shownDates are the dates that stand beside the title of a page where people see them: in time elements and in elements that
// are called date, byline or the like, above the text; then in those below it. Those of comments, of other articles and of
// asides are none. first is set where the first date is not known yet: then lines near the title count too.
func shownDates(doc *html.Node, first bool) (published, modified moment) {
	note := func(m moment, update bool) {
		switch {
		case m.day == "":
		case update:
			if modified.day == "" {
				modified = m
			}
		case published.day == "":
			published = m
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if unread[n.DataAtom] || hidden(n) || elsewhere(n) {
				return
			}
			w := words(n)
			switch {
			case n.DataAtom == atom.Time && !inParagraph(n):
				m := machineMoment(attr(n, "datetime"))
				if m.day == "" {
					m = visibleMoment(textOf(n))
				}
				note(m, isUpdate(n, w))
				return
			case isDateElement(w):
				if title := attr(n, "title"); len(title) >= 10 && n.DataAtom == atom.Abbr {
					note(machineMoment(title), isUpdate(n, w))
					return
				}
				if s, short := shortTextOf(n, 200); short {
					if find(n, isTag(atom.Time)) != nil {
						break
					}
					for _, d := range visibleDays(s) {
						note(moment{day: d.day}, isUpdate(n, w) || updatedWord.MatchString(s[:d.at]))
					}
					return
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	if first && published.day == "" {
		note(besideTitle(doc), false)
	}
	return published, modified
}

// besideTitle is the date of a line that stands near the first h1 (or where there is none, at the head of the page) and is a
// date and next to nothing else, or a byline with a date.
func besideTitle(doc *html.Node) moment {
	for _, line := range linesBesideTitle(doc) {
		days := visibleDays(line)
		if len(days) > 0 && (dateAlone(line) || bylineLine.MatchString(line) || datePrefix.MatchString(line)) && !updatedWord.MatchString(line[:days[0].at]) {
			return moment{day: days[0].day}
		}
	}
	return moment{}
}

// bylineBesideTitle is the first line near the title that opens with a word for "by" and a name, and is no sentence; "" for none.
func bylineBesideTitle(doc *html.Node) string {
	for _, line := range linesBesideTitle(doc) {
		if utf8.RuneCountInString(line) <= 100 && bylineLine.MatchString(line) && !endsSentence(line) {
			return line
		}
	}
	return ""
}

// linesBesideTitle are the short lines that stand near the first h1, or where there is none, at the head of the page.
func linesBesideTitle(doc *html.Node) []string {
	body := find(doc, isTag(atom.Body))
	if body == nil {
		return nil
	}
	var lines []string
	all := blocksOf(body, nil)
	at := 0
	for i, b := range all {
		if b.node.DataAtom == atom.H1 || standsIn(b.node, atom.H1) {
			at = i
			break
		}
	}
	for i := max(0, at-3); i < min(len(all), at+8); i++ {
		b := all[i]
		if utf8.RuneCountInString(b.text) > 160 || b.link*2 > utf8.RuneCountInString(b.text) {
			continue
		}
		lines = append(lines, strings.Split(b.text, "\n")...)
	}
	return lines
}

var datePrefix = regexp.MustCompile(`(?i)^\W*(?:published|posted|first\s+published|date|veröffentlicht|publié|publicado|pubblicato|gepubliceerd|опубликовано)\b`)

func isDateElement(w []string) bool {
	for i, s := range w {
		switch s {
		case "date", "time", "timestamp", "published", "pubdate", "dateline", "posted", "datetime", "datum", "fecha", "updated", "modified", "byline", "submitted", "publishdate", "postdate", "timedate", "lastmodified":
			return true
		case "meta":
			if i > 0 && (w[i-1] == "entry" || w[i-1] == "post" || w[i-1] == "article" || w[i-1] == "story") {
				return true
			}
		}
	}
	return false
}

// isUpdate reports whether a date is that of a change: by the names of its element, or the word before it.
func isUpdate(n *html.Node, w []string) bool {
	for _, s := range w {
		switch s {
		case "updated", "modified", "lastmodified", "update":
			// hAtom and many templates give one element both names, and then it is the only date.
			for _, o := range w {
				if o == "published" {
					return false
				}
			}
			return true
		}
	}
	if hasWord(attr(n, "itemprop"), "dateModified") || updatedWord.MatchString(leading(n)) {
		return true
	}
	return false
}

// leading is the text directly before an element in its parent, and the first words in it.
func leading(n *html.Node) string {
	s := ""
	p := n.PrevSibling
	for i := 0; i < 20 && p != nil && len(s) < 60; i, p = i+1, p.PrevSibling {
		switch p.Type {
		case html.TextNode:
			s = p.Data + s
		case html.ElementNode:
			if isBlock(p) || p.DataAtom == atom.Time {
				return oneLine(s)
			}
			t, short := shortTextOf(p, 60)
			if !short {
				return oneLine(s)
			}
			s = t + " " + s
		}
	}
	if own, _ := shortTextOf(n, 200); len(visibleDays(own)) > 0 {
		s += " " + own[:visibleDays(own)[0].at]
	}
	return oneLine(s)
}
