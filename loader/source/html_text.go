package source

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kind is what a block of text is.
type kind int

const (
	kindParagraph kind = iota
	kindHeading
	kindItem // of a list
	kindRow  // of a table
	kindPre
)

// block is a stretch of text that stands on lines of its own.
type block struct {
	node     *html.Node // the element whose direct text it is
	kind     kind
	text     string // as it is read; a line break within it is one of the page's
	link     int    // how many of its characters are in links to other pages
	order    int    // where it stands in the page
	emphatic bool   // all of it is in italics or bold
	parts    []*html.Node
	kept     bool
	reason   string // why it is not in the text
}

// body is the text of a page, and what was left out.
type body struct {
	text    string
	dropped []Dropped
	notices []string // in the text and outside
	stats   stats
}

// stats are what the page holds, for the error of one without a text.
type stats struct {
	links, paragraphs, headings, scripts int
	letters                              int  // of all text
	wall                                 bool // the page asks for a login or a subscription
	list                                 bool // what was found is a list of teasers
}

// shortText is how many characters a text has at most that may be no more than what a page shows to everyone.
const shortText = 200

// shortest is how many characters an article has at least, when its page does not say that it is one.
const shortest = 120

// readBody finds the text of the article in the page. It changes the tree. Cost is about linear in the tree.
func readBody(doc *html.Node, title, author string, pageURL *url.URL) body {
	c := newCutter(doc)
	root := find(doc, isTag(atom.Body))
	if root == nil {
		return body{stats: c.stats}
	}
	c.cut(root, false)
	all := blocksOf(root, c.order)
	for _, b := range all {
		c.stats.letters += utf8.RuneCountInString(b.text)
		if b.kind == kindHeading {
			c.stats.headings++
		} else if utf8.RuneCountInString(b.text) >= 80 && b.link*3 < utf8.RuneCountInString(b.text) {
			c.stats.paragraphs++
		}
	}
	choose(doc, all, c.order, pageURL)
	if !slices.ContainsFunc(all, func(b *block) bool { return b.kept }) {
		// Readability goes by names that mislead too, and takes out all: what reads like prose is left then.
		for _, b := range all {
			n := utf8.RuneCountInString(b.text)
			b.kept = n >= 80 && b.link*3 < n && endsSentence(b.text)
		}
	}
	restore(all)
	dropLines(all, title, author)
	c.title, c.author = title, author
	return c.result(all)
}

// cutter takes out of the tree what is no part of an article by what it is.
type cutter struct {
	order map[*html.Node]int // where the elements stand that are left
	prose map[*html.Node]int // characters of an element's text outside links
	core  map[*html.Node]bool
	drops []drop
	n     int
	stats stats

	notices int // among the drops

	title, author string
	runs          map[string]int // how often the page has each run of three words; nil until a pull quote asks
}

type drop struct {
	order  int
	reason string
	text   string
	notice bool
}

func newCutter(doc *html.Node) *cutter {
	c := &cutter{order: map[*html.Node]int{}, prose: map[*html.Node]int{}, core: map[*html.Node]bool{}}
	c.weigh(doc, false)
	total := c.prose[doc]
	for n, p := range c.prose {
		if n.Type == html.ElementNode && isCore(n) && p*5 >= total {
			for ; n != nil; n = n.Parent {
				c.core[n] = true
			}
		}
	}
	return c
}

// isCore reports whether an element says that it is the body of an article.
func isCore(n *html.Node) bool {
	if hasWord(attr(n, "itemprop"), "articleBody") || n.DataAtom == atom.Main {
		return true
	}
	w := words(n)
	for i := 0; i+1 < len(w); i++ {
		switch w[i] {
		case "article", "story", "entry", "post", "body", "content":
			switch w[i+1] {
			case "body", "content", "text":
				return true
			}
		}
	}
	return false
}

// weigh counts the prose of the elements from below.
func (c *cutter) weigh(n *html.Node, link bool) int {
	switch n.Type {
	case html.TextNode:
		if link {
			return 0
		}
		return len(strings.TrimSpace(n.Data))
	case html.ElementNode:
		switch n.DataAtom {
		case atom.A:
			c.stats.links++
			link = true
		case atom.Script:
			c.stats.scripts++
		}
		if unread[n.DataAtom] || hidden(n) {
			return 0
		}
	}
	sum := 0
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		sum += c.weigh(k, link)
	}
	if n.Type == html.ElementNode || n.Type == html.DocumentNode {
		c.prose[n] = sum
	}
	return sum
}

// cut takes what does not belong to an article out of n. inside is set where n stands in the article's body.
func (c *cutter) cut(n *html.Node, inside bool) {
	total := c.prose[root(n)]
	running := -1 // characters of n's own text; -1 until somebody asks
	for k := n.FirstChild; k != nil; {
		next := k.NextSibling
		switch k.Type {
		case html.CommentNode, html.DoctypeNode:
			n.RemoveChild(k)
		case html.ElementNode:
			c.n++
			if unread[k.DataAtom] || hidden(k) {
				n.RemoveChild(k)
				break
			}
			reason := elementReason(k)
			if reason != "" && !isBlock(k) { // a word of a sentence stays in it, whatever its class
				if running < 0 {
					running = ownText(n)
				}
				if running >= minRunning {
					reason = ""
				}
			}
			if (reason == dropTeaser || reason == dropStandfirst) && isLead(k) {
				reason = ""
			}
			if reason != "" && c.mayCut(k, reason, total) && !(inside && reason == dropStandfirst) {
				c.drop(k, reason)
				n.RemoveChild(k)
				break
			}
			c.order[k] = c.n
			c.cut(k, inside || isCore(k) && k.DataAtom != atom.Main)
		}
		k = next
	}
}

// isLead reports whether an element is a paragraph of whole sentences directly below the title: people read it as text, whatever
// it is called.
func isLead(n *html.Node) bool {
	if n.DataAtom != atom.P {
		return false
	}
	text, short := shortTextOf(n, 1000)
	if !short || !endsSentence(text) {
		return false
	}
	p := n.PrevSibling
	for i := 0; i < 8 && p != nil && p.DataAtom != atom.H1; i++ {
		p = p.PrevSibling
	}
	return p != nil && p.DataAtom == atom.H1
}

// minRunning is how many bytes of text an element has directly in it, at least, when what stands between is part of a sentence;
// "By " and the like are shorter.
const minRunning = 20

// ownText is how many bytes of text, white space aside, stand directly in an element.
func ownText(n *html.Node) int {
	sum := 0
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.TextNode {
			sum += len(strings.TrimSpace(k.Data))
		}
	}
	return sum
}

func root(n *html.Node) *html.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// mayCut reports whether an element may be taken out for a reason: not what holds the article, whatever it is called.
func (c *cutter) mayCut(n *html.Node, reason string, total int) bool {
	if c.core[n] {
		return false
	}
	own := c.prose[n]
	if n.DataAtom == atom.P && own > 150 {
		switch reason {
		case dropCaption, dropBio, dropFooter, dropComments, dropByline, dropCookies, dropStandfirst:
		default: // names such as "paywall" mark paragraphs of the article too: their wording tells
			return false
		}
	}
	if reason == dropNewsletter { // what asks for a subscription, not what is for those who have one
		text, short := shortTextOf(n, 2000)
		return short && own*2 < total && subscribeLine.MatchString(text)
	}
	switch reason {
	case dropComments, dropRelated, dropAdvert, dropNavigation, dropCookies:
		return own*2 < total || reason == dropComments && find(n, isTag(atom.H1)) == nil
	case dropByline, dropTime, dropTags, dropShare, dropCaption:
		return own < 600 && own*3 < total
	case dropQuote:
		return own < 500 && c.repeats(n)
	}
	return own*3 < total || own < 200 && (n.DataAtom == atom.Footer || n.DataAtom == atom.Header)
}

// repeats reports whether most of an element's text stands elsewhere on the page too, by its runs of three words.
func (c *cutter) repeats(n *html.Node) bool {
	if c.runs == nil {
		c.runs = map[string]int{}
		for _, r := range runsOfThree(textOf(root(n))) {
			c.runs[r]++
		}
	}
	all := runsOfThree(textOf(n))
	again := 0
	for _, r := range all {
		if c.runs[r] > 1 {
			again++
		}
	}
	return again*10 >= len(all)*6
}

func runsOfThree(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var all []string
	for i := 0; i+3 <= len(words); i++ {
		all = append(all, strings.Join(words[i:i+3], " "))
	}
	return all
}

// drop notes what is taken out. Notices of the outlet in it are kept apart.
func (c *cutter) drop(n *html.Node, reason string) {
	text := oneLine(strings.Join(pieces(n), " "))
	if text == "" {
		return
	}
	c.drops = append(c.drops, drop{order: c.n, reason: reason, text: text})
	if reason == dropComments || reason == dropRelated || reason == dropNavigation {
		return
	}
	for _, b := range blocksOf(n, nil) {
		c.dropNotice(b, c.n)
	}
}

// dropNotice notes a block that is taken out, where it is a notice.
func (c *cutter) dropNotice(b *block, order int) {
	if c.notices < maxNotices && isNoticeBlock(b) {
		c.notices++
		c.drops = append(c.drops, drop{order: order, reason: dropNotice, text: b.text, notice: true})
	}
}

// maxDroppedText is how many characters of a dropped block are told.
const maxDroppedText = 80

func firstWords(s string) string {
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= maxDroppedText {
		return s
	}
	r := []rune(s[:min(len(s), 4*maxDroppedText+4)])[:maxDroppedText]
	cut := string(r)
	if i := strings.LastIndexByte(cut, ' '); i > maxDroppedText/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// mark is the head of the attribute by which an element is known again in what readability gives back. The number stands in
// the attribute's name: where readability merges two elements, the one that is left has both.
const mark = "whosaid-"

// choose has readability pick the article out of the page, and marks the blocks that it picked as kept.
func choose(doc *html.Node, all []*block, order map[*html.Node]int, pageURL *url.URL) {
	for n, i := range order {
		n.Attr = append(n.Attr, html.Attribute{Key: mark + strconv.Itoa(i)})
	}
	p := readability.NewParser()
	p.DisableJSONLD = true
	p.CharThresholds = 250
	a, err := p.ParseDocument(doc, pageURL)
	for n := range order {
		n.Attr = n.Attr[:len(n.Attr)-1]
	}
	if err != nil || a.Node == nil {
		return
	}
	elements, texts := map[int]bool{}, map[string]bool{}
	note := func(n *html.Node) {
		if n.Type == html.TextNode {
			texts[n.Data] = true
		}
		for _, at := range n.Attr {
			if s, ok := strings.CutPrefix(at.Key, mark); ok {
				if i, err := strconv.Atoi(s); err == nil {
					elements[i] = true
				}
			}
		}
	}
	note(a.Node)
	for n := range a.Node.Descendants() {
		note(n)
	}
	for _, b := range all {
		has, of := 0, 0
		for _, t := range b.parts {
			n := len(strings.TrimSpace(t.Data))
			of += n
			if texts[t.Data] {
				has += n
			}
		}
		b.kept = of > 0 && has*2 >= of && (elements[order[b.node]] || b.node.Parent != nil && elements[order[b.node.Parent]])
	}
}

// restore takes back what readability lost: paragraphs and lists that stand among those of the article and are of their
// kind. Readability leaves out lists and blocks with few commas, and what stands apart from the rest.
func restore(all []*block) {
	first, last := -1, -1
	parents := map[*html.Node]int{}
	for i, b := range all {
		if b.kept {
			if first < 0 {
				first = i
			}
			last = i
			if b.kind == kindParagraph && utf8.RuneCountInString(b.text) > 60 {
				parents[b.node.Parent]++
			}
		}
	}
	if first < 0 {
		return
	}
	near := func(n *html.Node) bool { // beside paragraphs of the article, or in an element that is
		for range 4 {
			if n == nil {
				return false
			}
			if parents[n.Parent] >= 2 {
				return true
			}
			n = n.Parent
		}
		return false
	}
	for i, b := range all {
		n := utf8.RuneCountInString(b.text)
		if b.kept || n == 0 {
			continue
		}
		prose := b.link*3 < n
		switch {
		case i > first && i < last:
			b.kept = prose && near(b.node) || prose && endsSentence(b.text) && n > 80 && sharesContainer(b, all[first], all[last])
		case isNoticeBlock(b) && near(b.node):
			b.kept = true
		case b.kind == kindParagraph && parents[b.node.Parent] >= 2 && prose && (n >= 60 || endsSentence(b.text)):
			b.kept = true
		case i > last && b.kind == kindItem && prose && near(b.node):
			b.kept = true
		case i > last && prose && endsSentence(b.text) && parents[b.node.Parent] >= 1:
			b.kept = true
		}
	}
}

// sharesContainer reports whether a block stands in the smallest element that holds two others, no more than a few levels below.
func sharesContainer(b, first, last *block) bool {
	holds := map[*html.Node]bool{}
	for n := first.node; n != nil; n = n.Parent {
		holds[n] = true
	}
	common := last.node
	for common != nil && !holds[common] {
		common = common.Parent
	}
	n := b.node
	for range 4 {
		if n == common {
			return n.DataAtom != atom.Body && n.DataAtom != atom.Html
		}
		if n == nil {
			return false
		}
		n = n.Parent
	}
	return false
}

// dropLines takes out what stands in the article and is no part of its text, by its wording and place.
func dropLines(all []*block, title, author string) {
	left := 0
	for _, b := range all {
		if b.kept {
			left++
		}
	}
	lists, links := map[*html.Node]int{}, map[*html.Node]int{} // characters of the lists, and those of their links
	for _, b := range all {
		if l := listOf(b.node); l != nil && b.kind == kindItem {
			lists[l] += utf8.RuneCountInString(b.text)
			links[l] += b.link
		}
	}
	before := 0 // paragraphs that are in the text
	for _, b := range all {
		if !b.kept {
			continue
		}
		left--
		if notice, _ := isNotice(b.text); notice || isNoticeBlock(b) {
			continue
		}
		if (before == 0 || before <= 2 && b.node.DataAtom == atom.H1) && sameTitle(b.text, title) { // a kicker may stand above it
			b.kept, b.reason = false, dropTitle
			continue
		}
		if r := lineReason(b, before, left, author); r != "" {
			b.kept, b.reason = false, r
			continue
		}
		if l := listOf(b.node); b.kind == kindItem && links[l]*10 >= lists[l]*9 {
			b.kept, b.reason = false, dropRelated
			continue
		}
		before++
	}
	// A heading with nothing below it headed what was taken out.
	below := false
	for _, b := range slices.Backward(all) {
		switch {
		case !b.kept:
		case b.kind != kindHeading:
			below = true
		case !below:
			b.kept, b.reason = false, dropHeading
		}
	}
}

func sameTitle(a, b string) bool {
	return a != "" && strings.EqualFold(strings.Trim(oneLine(a), " .…\"“”"), strings.Trim(oneLine(b), " .…\"“”"))
}

// result puts the text together.
func (c *cutter) result(all []*block) body {
	var out body
	var b strings.Builder
	var prev *block
	headings, paragraphs, linked, letters := 0, 0, 0, 0
	for _, k := range all {
		if !k.kept {
			c.drops = append(c.drops, drop{order: k.order, reason: blockReason(k, c.title, c.author), text: k.text})
			if k.reason == "" {
				c.dropNotice(k, k.order)
			}
			continue
		}
		if len(out.notices) < maxNotices && isNoticeBlock(k) {
			out.notices = append(out.notices, k.text)
		}
		if prev != nil {
			b.WriteString(between(prev, k))
		}
		b.WriteString(k.text)
		prev = k
		letters += utf8.RuneCountInString(k.text)
		linked += k.link
		if k.kind == kindHeading && k.link > 0 {
			headings++
		} else if utf8.RuneCountInString(k.text) >= 60 {
			paragraphs++
		}
	}
	out.text = strings.TrimSpace(b.String())
	if letters < shortText { // perhaps it is not for everyone
		for _, k := range all {
			c.stats.wall = c.stats.wall || len(k.text) < 400 && wallLine.MatchString(k.text)
		}
		for _, d := range c.drops {
			c.stats.wall = c.stats.wall || (d.reason == dropForm || d.reason == dropNewsletter) && wallLine.MatchString(d.text)
		}
	}
	c.stats.list = linked*2 > letters || headings >= 4 && paragraphs <= headings+headings/2
	slices.SortStableFunc(c.drops, func(a, b drop) int { return a.order - b.order })
	for _, d := range c.drops {
		if d.notice {
			if !slices.Contains(out.notices, d.text) && !strings.Contains(out.text, d.text) {
				out.notices = append(out.notices, d.text)
			}
			continue
		}
		// What stands together and is left out for one reason is one block; its first words tell.
		if n := len(out.dropped); n > 0 && out.dropped[n-1].Reason == d.reason && (d.reason == dropNavigation || d.reason == dropOutside || d.reason == dropFooter) {
			continue
		}
		out.dropped = append(out.dropped, Dropped{Reason: d.reason, Text: firstWords(d.text)})
	}
	out.stats = c.stats
	return out
}

// blockReason is why a block is not in the text, where nothing told before.
func blockReason(b *block, title, author string) string {
	switch {
	case b.reason != "":
		return b.reason
	case author != "" && strings.EqualFold(bylineOf(b.text), author):
		return dropByline
	}
	n := utf8.RuneCountInString(b.text)
	if r := lineReason(b, 3, 0, author); r != "" && r != dropRelated {
		return r
	}
	switch {
	case b.node.DataAtom == atom.H1, sameTitle(b.text, title):
		return dropTitle
	case b.link*2 > n:
		return dropNavigation
	}
	return dropOutside
}

// between is what stands between two blocks: a line break between the items of a list and the rows of a table, a blank line
// between all others.
func between(a, b *block) string {
	if a.kind == b.kind && (a.kind == kindItem || a.kind == kindRow) && listOf(a.node) == listOf(b.node) {
		return "\n"
	}
	return "\n\n"
}

func listOf(n *html.Node) *html.Node {
	var list *html.Node
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Menu:
			list = n // the outermost
		}
	}
	return list
}

// blocksOf are the blocks of text below n, in the order of the page.
func blocksOf(n *html.Node, order map[*html.Node]int) []*block {
	w := blockWriter{order: order, holds: map[*html.Node]bool{}}
	w.look(n)
	w.container(n, kindParagraph)
	return w.all
}

type blockWriter struct {
	all   []*block
	order map[*html.Node]int
	last  int
	holds map[*html.Node]bool // inline elements with blocks in them
	cur   *block
	b     strings.Builder
	space bool // white space was read that is not written
	plain int  // characters that are neither bold nor in italics
}

// look notes the inline elements that hold blocks.
func (w *blockWriter) look(n *html.Node) bool {
	any := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !unread[c.DataAtom] {
			in := w.look(c)
			if isBlock(c) || in {
				any = true
			}
		}
	}
	if any && !isBlock(n) {
		w.holds[n] = true
	}
	return any
}

func kindOf(n *html.Node, outer kind) kind {
	switch n.DataAtom {
	case atom.Li, atom.Dd, atom.Dt:
		return kindItem
	case atom.P, atom.Div:
		return outer
	case atom.Pre, atom.Listing, atom.Xmp:
		return kindPre
	case atom.Table, atom.Blockquote, atom.Section, atom.Article:
		return kindParagraph
	}
	if isHeading(n) {
		return kindHeading
	}
	return outer
}

// container writes the blocks of an element that stands on lines of its own.
func (w *blockWriter) container(n *html.Node, outer kind) {
	w.flush()
	k := kindOf(n, outer)
	if n.DataAtom == atom.Table && isDataTable(n) {
		w.table(n)
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.inline(c, n, k, false, false)
	}
	w.flush()
}

// inline adds a node to the block that is open.
func (w *blockWriter) inline(n, owner *html.Node, k kind, link, emphatic bool) {
	switch n.Type {
	case html.TextNode:
		w.write(n, owner, k, link, emphatic)
	case html.ElementNode:
		if o := w.order[n]; o > 0 {
			w.last = o
		}
		switch {
		case unread[n.DataAtom]:
		case n.DataAtom == atom.Br:
			if w.cur != nil {
				s := w.b.String()
				if strings.HasSuffix(s, "\n") { // two line breaks divide paragraphs
					w.flush()
				} else if k != kindRow {
					w.b.WriteByte('\n')
					w.space = false
				} else {
					w.space = true
				}
			}
		case n.DataAtom == atom.Hr:
			w.flush()
		case isBlock(n) || w.holds[n]:
			w.container(n, k)
			if n.DataAtom == atom.A { // a link around blocks
				for i := len(w.all) - 1; i >= 0 && contains(n, w.all[i].node); i-- {
					w.all[i].link = utf8.RuneCountInString(w.all[i].text)
				}
			}
		default:
			switch n.DataAtom {
			case atom.A:
				href := attr(n, "href")
				link = link || href != "" && href[0] != '#'
			case atom.B, atom.Strong, atom.Em, atom.I:
				emphatic = true
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				w.inline(c, owner, k, link, emphatic)
			}
		}
	}
}

func contains(n, d *html.Node) bool {
	for ; d != nil; d = d.Parent {
		if d == n {
			return true
		}
	}
	return false
}

// write adds the text of a node to the block that is open, with white space as it is rendered.
func (w *blockWriter) write(t, owner *html.Node, k kind, link, emphatic bool) {
	if w.cur == nil {
		if strings.TrimSpace(t.Data) == "" {
			return
		}
		w.cur = &block{node: owner, kind: k, order: w.last}
	}
	w.cur.parts = append(w.cur.parts, t)
	for _, r := range t.Data {
		if k == kindPre && (r == '\n' || r == '\t') {
			w.b.WriteRune(r)
			continue
		}
		r = seen(r)
		switch {
		case r < 0:
			continue
		case r == ' ' && k != kindPre:
			w.space = true
			continue
		}
		if w.space && w.b.Len() > 0 && !strings.HasSuffix(w.b.String(), "\n") {
			w.b.WriteByte(' ')
			if link {
				w.cur.link++
			}
		}
		w.space = false
		w.b.WriteRune(r)
		if link {
			w.cur.link++
		}
		if !emphatic {
			w.plain++
		}
	}
}

// flush ends the block that is open.
func (w *blockWriter) flush() {
	if w.cur != nil {
		w.cur.text = strings.Trim(w.b.String(), " \n")
		if w.cur.kind == kindHeading {
			w.cur.text = strings.TrimRight(w.cur.text, " ¶") // a link to itself
		}
		if w.cur.text != "" {
			w.cur.emphatic = w.plain == 0
			w.all = append(w.all, w.cur)
		}
	}
	w.cur, w.space, w.plain = nil, false, 0
	w.b.Reset()
}

// isDataTable reports whether a table holds data: rows of several short cells without blocks in them.
func isDataTable(t *html.Node) bool {
	rows, cells, letters := 0, 0, 0
	for n := range t.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Tr:
			rows++
		case atom.Td, atom.Th:
			cells++
			letters += len(strings.TrimSpace(textOf(n)))
			if cells > 2000 {
				return true
			}
		case atom.Table, atom.Div, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.Blockquote, atom.Section, atom.Article, atom.Form, atom.Pre:
			return false
		}
	}
	return rows > 1 && cells >= rows*2 && letters < cells*120
}

// table writes the rows of a table, the cells with a bar between them.
func (w *blockWriter) table(t *html.Node) {
	for n := range t.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if o := w.order[n]; o > 0 {
			w.last = o
		}
		switch n.DataAtom {
		case atom.Caption:
			w.container(n, kindParagraph)
		case atom.Tr:
			w.flush()
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type != html.ElementNode || c.DataAtom != atom.Td && c.DataAtom != atom.Th {
					continue
				}
				if w.cur != nil {
					w.b.WriteString(" |")
					w.space = true
				}
				w.cell(c, n)
			}
			w.flush()
		}
	}
}

// cell writes a table's cell into the row that is open.
func (w *blockWriter) cell(n, row *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.ElementNode && isBlock(c):
			w.space = true
			w.cell(c, row)
			w.space = true
		default:
			w.inline(c, row, kindRow, false, false)
		}
	}
}
