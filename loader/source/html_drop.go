package source

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Why a block of a page is not in the article's text.
const (
	dropNavigation = "navigation"
	dropHeader     = "header"
	dropFooter     = "footer"
	dropTitle      = "title"
	dropByline     = "byline"
	dropTime       = "timestamp"
	dropCaption    = "caption"
	dropRelated    = "link to another article"
	dropTeaser     = "teaser"
	dropShare      = "share line"
	dropNewsletter = "subscription"
	dropComments   = "comments"
	dropAdvert     = "advert"
	dropCookies    = "cookie notice"
	dropTags       = "tags"
	dropBio        = "about the author"
	dropAside      = "aside"
	dropQuote      = "pull quote"
	dropStandfirst = "standfirst"
	dropForm       = "form"
	dropNotice     = "notice outside the text"
	dropHeading    = "heading without text"
	dropOutside    = "outside the article"
)

// nameReasons are the words of classes and ids that tell what an element is for, whoever made the page: the vocabulary of
// templates, of hAtom, and of the ad and share services. Two words stand behind each other in one name.
var nameReasons = map[string]string{
	"nav": dropNavigation, "navbar": dropNavigation, "navigation": dropNavigation, "menu": dropNavigation, "submenu": dropNavigation, "breadcrumb": dropNavigation, "breadcrumbs": dropNavigation,
	"pagination": dropNavigation, "pager": dropNavigation, "masthead": dropNavigation, "skip link": dropNavigation, "skiplink": dropNavigation, "toolbar": dropNavigation, "topbar": dropNavigation,
	"prev next": dropNavigation, "post navigation": dropNavigation, "site header": dropHeader, "page header": dropHeader, "global header": dropHeader,
	"footer": dropFooter, "colophon": dropFooter, "copyright": dropFooter, "disclaimer": dropFooter,
	"byline": dropByline, "bylines": dropByline, "author name": dropByline, "article author": dropByline, "post author": dropByline, "entry author": dropByline, "author line": dropByline, "author info": dropByline,
	"entry meta": dropByline, "post meta": dropByline, "article meta": dropByline, "article info": dropByline, "post info": dropByline, "meta info": dropByline,
	"timestamp": dropTime, "pubdate": dropTime, "publish date": dropTime, "published date": dropTime, "post date": dropTime, "entry date": dropTime, "article date": dropTime, "last updated": dropTime, "posted on": dropTime,
	"reading time": dropTime, "read time": dropTime,
	"caption": dropCaption, "figcaption": dropCaption, "image credit": dropCaption, "photo credit": dropCaption, "image caption": dropCaption, "photo caption": dropCaption, "media caption": dropCaption, "gallery": dropCaption,
	"credit": dropCaption, "copyright holder": dropCaption,
	"related": dropRelated, "recirc": dropRelated, "recirculation": dropRelated, "recommended": dropRelated, "recommendations": dropRelated, "readmore": dropRelated, "read more": dropRelated, "read also": dropRelated, "readalso": dropRelated, "read next": dropRelated,
	"see also": dropRelated, "seealso": dropRelated, "more stories": dropRelated, "more on": dropRelated, "most read": dropRelated, "mostread": dropRelated, "most popular": dropRelated, "most viewed": dropRelated, "relatedposts": dropRelated, "relatedarticles": dropRelated, "trending": dropRelated, "popular posts": dropRelated,
	"you may": dropRelated, "up next": dropRelated, "upnext": dropRelated, "also like": dropRelated, "similar": dropRelated, "teaser": dropTeaser, "teasers": dropTeaser, "promo": dropAdvert, "crosslink": dropRelated,
	"share": dropShare, "sharing": dropShare, "sharebar": dropShare, "sharedaddy": dropShare, "social": dropShare, "socials": dropShare, "addtoany": dropShare, "addthis": dropShare, "share buttons": dropShare, "follow us": dropShare, "jp post": dropShare, "claps": dropShare, "likes": dropShare,
	"newsletter": dropNewsletter, "newsletters": dropNewsletter, "subscribe": dropNewsletter, "subscription": dropNewsletter, "signup": dropNewsletter, "sign up": dropNewsletter, "paywall": dropNewsletter, "regwall": dropNewsletter, "donate": dropNewsletter,
	"donation": dropNewsletter, "membership": dropNewsletter, "support us": dropNewsletter, "inline signup": dropNewsletter, "piano": dropNewsletter,
	"comments": dropComments, "commentlist": dropComments, "comment list": dropComments, "disqus": dropComments, "respond": dropComments, "discussion": dropComments, "comment respond": dropComments, "comment count": dropComments, "comment area": dropComments, "replies": dropComments,
	"ad": dropAdvert, "ads": dropAdvert, "advert": dropAdvert, "adverts": dropAdvert, "advertisement": dropAdvert, "advertising": dropAdvert, "adslot": dropAdvert, "adunit": dropAdvert, "adbox": dropAdvert, "adsense": dropAdvert, "adsbygoogle": dropAdvert, "dfp": dropAdvert, "gpt": dropAdvert,
	"sponsor": dropAdvert, "sponsored": dropAdvert, "sponsors": dropAdvert, "taboola": dropAdvert, "outbrain": dropAdvert, "affiliate": dropAdvert, "commercial": dropAdvert, "banner ad": dropAdvert, "anzeige": dropAdvert, "werbung": dropAdvert, "publicite": dropAdvert,
	"cookie": dropCookies, "cookies": dropCookies, "consent": dropCookies, "gdpr": dropCookies, "cookiebar": dropCookies, "onetrust": dropCookies,
	"tags": dropTags, "taglist": dropTags, "tag list": dropTags, "tag links": dropTags, "cat links": dropTags, "tags links": dropTags, "topics": dropTags, "keywords": dropTags, "post tags": dropTags, "entry tags": dropTags, "post categories": dropTags, "article tags": dropTags,
	"author bio": dropBio, "author box": dropBio, "authorbox": dropBio, "about author": dropBio, "author card": dropBio, "author description": dropBio, "author profile": dropBio, "author details": dropBio, "contributor bio": dropBio, "bio": dropBio,
	"node meta": dropByline, "node submitted": dropByline, "comment wrapper": dropComments, "comment form": dropComments,
	"standfirst": dropStandfirst, "dek": dropStandfirst, "deck": dropStandfirst, "subtitle": dropStandfirst,
	"pullquote": dropQuote, "pull quote": dropQuote, "pq": dropQuote, "sidebar": dropAside, "widget": dropAside, "popup": dropAside, "modal": dropAside, "lightbox": dropAside, "overlay": dropAside,
}

// noticeNames are the words of classes that mark a notice of the outlet.
var noticeNames = map[string]bool{"correction": true, "corrections": true, "clarification": true, "erratum": true, "retraction": true, "editorsnote": true, "editornote": true}

func namesNotice(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return noticeNames[w] })
}

// isNoticeBlock reports whether a block is a notice of the outlet, by its wording or by what the page calls it.
func isNoticeBlock(b *block) bool {
	if notice, bare := isNotice(b.text); notice && !bare {
		return true
	}
	return len(b.text) > 20 && (namesNotice(words(b.node)) || b.node.Parent != nil && b.node.Parent.DataAtom != atom.Body && namesNotice(words(b.node.Parent)))
}

// reasonOf is what an element is for by the words of its names; "" where they do not tell.
func reasonOf(words []string) string {
	for i, w := range words {
		if w == "" {
			continue
		}
		if i+1 < len(words) && words[i+1] != "" {
			if r := nameReasons[w+" "+words[i+1]]; r != "" {
				return r
			}
		}
	}
	for i, w := range words {
		if r := nameReasons[w]; r != "" {
			if i+1 < len(words) { // what names a part of the article by the way names no such block
				switch words[i+1] {
				case "body", "content", "text", "article", "main", "wrapper", "page", "layout", "container", "template":
					if r != dropAdvert && r != dropComments && r != dropRelated && r != dropNewsletter && r != dropShare && r != dropFooter && r != dropCaption {
						continue
					}
				}
			}
			return r
		}
	}
	return ""
}

// hidden reports whether an element is not shown, by its own attributes.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") && n.DataAtom != atom.Body && n.DataAtom != atom.Main && n.DataAtom != atom.Article {
				return true
			}
		case "style":
			if v := strings.ToLower(strings.ReplaceAll(a.Val, " ", "")); strings.Contains(v, "display:none") || strings.Contains(v, "visibility:hidden") {
				return true
			}
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				switch c {
				case "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "u-visually-hidden", "screenreader-only", "sr-text":
					return true
				}
			}
		}
	}
	return false
}

func hiddenWithin(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && hidden(n) {
			return true
		}
	}
	return false
}

// elementReason is why an element with all that is in it is no part of an article's text, by its tag, its role and its
// names; "" where it may be.
func elementReason(n *html.Node) string {
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		return dropNavigation
	case atom.Figcaption:
		if isQuotation(n.Parent) { // who said it
			return ""
		}
		return dropCaption
	case atom.Html, atom.Body, atom.Main, atom.Table, atom.Tbody, atom.Tr, atom.Td, atom.Pre, atom.Code, atom.B, atom.Strong, atom.Em, atom.I, atom.H1:
		return ""
	}
	if n.Data == "amp-sidebar" || n.Data == "amp-consent" || n.Data == "amp-ad" {
		return map[string]string{"amp-sidebar": dropNavigation, "amp-consent": dropCookies, "amp-ad": dropAdvert}[n.Data]
	}
	w := words(n)
	if namesNotice(w) {
		return ""
	}
	if r := reasonOf(w); r != "" {
		return r
	}
	switch n.DataAtom {
	case atom.Aside:
		return dropAside
	case atom.Footer:
		return dropFooter
	case atom.Form:
		return dropForm
	case atom.Header:
		if !standsIn(n, atom.Article) && !standsIn(n, atom.Main) {
			return dropHeader
		}
	case atom.Time:
		if len(visibleDays(textOf(n))) > 0 && !inParagraph(n) {
			return dropTime
		}
	}
	switch strings.ToLower(attr(n, "role")) {
	case "navigation", "menu", "menubar", "tablist", "toolbar", "search":
		return dropNavigation
	case "banner":
		return dropHeader
	case "contentinfo":
		return dropFooter
	case "complementary":
		return dropAside
	case "dialog", "alertdialog":
		return dropAside
	}
	return ""
}

// isQuotation reports whether an element is a figure that is a quotation.
func isQuotation(n *html.Node) bool {
	if n == nil || n.DataAtom != atom.Figure {
		return false
	}
	first := n.FirstChild
	for first != nil && first.Type != html.ElementNode {
		first = first.NextSibling
	}
	return first != nil && first.DataAtom == atom.Blockquote
}

func inParagraph(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.DataAtom {
		case atom.P, atom.Li, atom.Td, atom.Blockquote, atom.Dd:
			return !isShort(p, 120)
		}
		if isBlock(p) {
			return false
		}
	}
	return false
}

var (
	advertLine = regexp.MustCompile(`(?i)^[\s—–*_-]*(?:advertise?ment|advertising|adverts?|sponsored(?:\s+content)?|paid\s+(?:post|content)|promoted|werbung|anzeige|publicité|publicidad|pubblicità|publicidade|advertentie|reklama|реклама|广告|` +
		`(?:(?:advertisement|ad)\s*[-–—:]?\s*)?(?:the\s+)?(?:article|story|post|text|content|page|video)\s+continues?\s+(?:below|after|under)[^.]{0,40}|(?:please\s+)?(?:scroll|continue|keep\s+(?:reading|scrolling))\s+(?:down\s+|reading\s+)?(?:to\s+continue|below|for\s+more)[^.]{0,40}|continue\s+reading(?:\s+(?:below|the\s+main\s+story))?|weiter\s+nach\s+der\s+(?:anzeige|werbung)|la\s+suite\s+après\s+la\s+publicité|story\s+continues)[\s.…—–:*_-]*$`)
	relatedLabel = regexp.MustCompile(`(?i)^[\s>»→▶*•–—-]*(?:read(?:\s+(?:more|also|next|on|the\s+full\s+story|our\s+(?:full\s+)?\w+))?|see\s+also|also\s+(?:read|see|on\s+\p{L}+)|related(?:\s+(?:articles?|stor(?:y|ies)|content|coverage|news|links?|reading|posts?))?|more\s+(?:on\s+this(?:\s+story)?|from\s+[\p{L}\s]{2,30}|stories|coverage|about\s+this|to\s+read)|more|don['’]t\s+miss|recommended(?:\s+for\s+you)?|you\s+(?:may|might)\s+also\s+(?:like|enjoy|be\s+interested\s+in)|further\s+reading|watch(?:\s+(?:more|now|below|also))?|listen(?:\s+(?:to\s+this\s+article|now))?|explainer|in\s+(?:pictures|case\s+you\s+missed\s+it)|background|analysis|opinion|live|previously|earlier|` +
		`lire\s+(?:aussi|également|la\s+suite)|à\s+lire(?:\s+aussi)?|voir\s+aussi|mehr\s+(?:zum\s+thema|dazu|lesen)|(?:lesen\s+sie|lies)\s+(?:auch|mehr|dazu)|siehe\s+auch|auch\s+interessant|lea\s+(?:también|más)|leer\s+(?:también|más)|más\s+(?:información|noticias)|te\s+puede\s+interesar|ver\s+también|leia\s+(?:também|mais)|veja\s+também|leggi\s+anche|lees\s+(?:ook|meer|verder)|læs\s+også|les\s+også|läs\s+(?:också|även|mer)|czytaj\s+(?:także|też|więcej)|zobacz\s+(?:także|też)|čtěte\s+také|читайте\s+(?:также|також)|смотрите\s+также|по\s+теме|материалы\s+по\s+теме|اقر[أا]\s+(?:[أا]يضا?ً?ا?|المزيد)|شاهد\s+[أا]يضا?ً?ا?|مواضيع\s+ذات\s+صلة)\s*(?:[:：|]|[–—-]\s|»|→|>|$)`)
	shareLine     = regexp.MustCompile(`(?i)^\W*(?:share(?:\s+(?:this|article|story|post|it))*(?:\s+(?:on|via|with|to|by|article|story)\b.{0,50})?|tweet(?:\s+this)?|follow\s+(?:us|\p{Lu}\w+)(?:\s+on\b.{0,60})?|print(?:\s+(?:this|page|article|story))*|e-?mail(?:\s+(?:this|article|story|to\s+a\s+friend))*|copy\s+link|link\s+copied!?|save(?:\s+(?:this|article|for\s+later|story))*|bookmark|listen\s+to\s+(?:this\s+)?article|(?:(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|messenger|e-?mail|print|copy\s+link|share|tweet|instagram|flipboard|pocket|threads|bluesky|mastodon)\W*){1,12}|teilen|drucken|partager|imprimer|compartir|condividi|compartilh(?:e|ar)|delen|udostępnij|поделиться|\d+\s+shares?)\W*$`)
	subscribeLine = regexp.MustCompile(`(?i)\b(?:newsletters?|subscrib(?:e|ers?|ing)\b|subscriptions?|sign(?:ing)?[\s-]+up|your\s+inbox|free\s+trial|become\s+a\s+(?:member|subscriber|patron|supporter)|support\s+(?:our|independent)\s+(?:journalism|work|reporting)|donat(?:e|ion)|download\s+(?:the|our)\s+(?:free\s+)?app|log\s+in|already\s+(?:a\s+subscriber|have\s+an\s+account)|push\s+notifications?|follow\s+us|join\s+(?:us|our)|abonne(?:z|ments?|r|ment)|abonnieren|jetzt\s+testen|suscr[ií](?:bete|base|pción)|assine|iscriviti|abbonati|подпис(?:ывайтесь|аться|ка))`)
	subscribeHead = regexp.MustCompile(`(?i)^\W*(?:(?:please\s+)?(?:subscribe|sign\s+up|support|donate|join|become|get\s+(?:the|our|all|more|unlimited|your)|download|follow|log\s+in|already|register|want\s+(?:more|to)|enjoy(?:ed|ing)?|like\s+what|never\s+miss|stay\s+(?:up|informed|ahead|on\s+top)|thank(?:s|\s+you)\s+for\s+(?:reading|subscribing)|this\s+(?:is|article|story|post)\s+(?:is\s+)?(?:for|only|available|reserved|exclusively)|to\s+(?:continue|read)|start\s+your|keep\s+reading|continue\s+reading|our\s+newsletter|for\s+more|the\s+[\p{L}\s]{2,40}\s+newsletter)\b|abonn|jetzt|suscr|assine|iscriv|подпис|лучшие|\p{L}[\p{L}\s]{1,40}\bnewsletter\b|sign\b)`)
	wallLine      = regexp.MustCompile(`(?i)\b(?:(?:log|sign)[\s-]?in|subscribe|register|become\s+a\s+(?:member|subscriber)|create\s+(?:an|your)\s+(?:free\s+)?account)\s+(?:now\s+)?to\s+(?:read|continue|access|view|unlock|see)\b|\balready\s+(?:a\s+(?:subscriber|member)|have\s+an\s+account|registered)\b|\b(?:is|for|to)\s+(?:paying\s+)?subscribers(?:\s+only)?\b|\bsubscribers[\s-]only\b|\bpour\s+lire\s+la\s+suite\b|\bréservé\s+aux\s+abonnés\b|\bjetzt\s+weiterlesen\b|\bpara\s+seguir\s+leyendo\b`)
	commentLine   = regexp.MustCompile(`(?i)^\W*(?:(?:\d+|no|view|show|join\s+the|read|post|see)\s+(?:all\s+)?(?:the\s+)?(?:comments?|conversation|discussion)|comments?(?:\s*\(?\d+\)?|\s+(?:are\s+)?(?:closed|off))?|leave\s+a\s+(?:reply|comment)|add\s+a\s+comment|reply|kommentare?(?:\s*\(?\d+\)?)?|commentaires?|comentarios?|комментари[ийя]+)\W*$`)
	tagLine       = regexp.MustCompile(`(?i)^\W*(?:tags?|tagged(?:\s+(?:with|as|in))?|topics?|filed\s+(?:under|in)|posted\s+in|keywords?|categor(?:y|ies)|labels?|schlagw(?:ort|orte|örter)|themen|mots[\s-]clés|etiquetas|теги|метки)\s*[:：]`)
	footLine      = regexp.MustCompile(`(?i)^\W*(?:©|\(c\)\s|copyright\b|all\s+rights\s+reserved|alle\s+rechte\s+vorbehalten|tous\s+droits\s+réservés|todos\s+los\s+derechos\s+reservados|terms\s+(?:of\s+(?:use|service)|and\s+conditions)|privacy\s+policy|powered\s+by\b|back\s+to\s+top|contact\s+us$|this\s+(?:material|content)\s+may\s+not\s+be\s+(?:published|reproduced))`)
	creditLine    = regexp.MustCompile(`(?i)^\W*(?:(?:photo(?:graph)?s?|images?|pictures?|foto|bild|video|illustration|graphic|photo\s+credit|image\s+credit|image\s+source|credit)\s*(?:credit\s*)?(?:[:：/|©]|\bby\b|\bcourtesy\b)|©?\s*getty\s+images|(?:file|handout|archive)\s+(?:photo|picture|image)\b)`)
	clockLine     = regexp.MustCompile(`(?i)^\W*(?:(?:last\s+)?(?:updated|published|posted|modified|first\s+published)\s*[:：]?\s*)?(?:(?:\d+|an?|one)\s+(?:second|minute|min|hour|day|week|month)s?\s+ago|\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,4}\)?|uhr|gmt[+-]\d+)?|\d+[\s-]+min(?:ute)?s?\s+read)\W*$`)
	bylineLine    = regexp.MustCompile(`(?i)^\W*(?:(?:written|reported|reporting|additional\s+reporting|words|text|story|interview|posted|published|photographs?)\s+)?(?:by|von|par|por|texto?)[:\s]\s*\p{Lu}|^[\s|·•–—-]*بقلم[:\s]\s*\p{L}`)
	cookieLine    = regexp.MustCompile(`(?i)\b(?:we|this\s+(?:site|website)|our\s+partners)\s+uses?\s+cookies\b|\baccept\s+(?:all\s+)?cookies\b`)
	bioVerb       = regexp.MustCompile(`(?i)^\s*,?\s*(?:is|was|are|covers|writes|reports|has\s+(?:written|covered|reported|been)|can\s+be\s+reached|joined|ist|est|es)\b`)
)

// lineReason is why a block that stands in the article is no part of its text, by its wording, its links and where it
// stands; "" where it is. left is how many blocks of the text stand behind it, before is how many stand before it.
func lineReason(b *block, before, left int, author string) string {
	text := b.text
	n := utf8.RuneCountInString(text)
	linky := b.link*2 >= n
	if n <= 12 && b.kind == kindParagraph && !strings.ContainsFunc(text, unicode.IsLetter) {
		return dropOutside
	}
	switch {
	case n <= 90 && advertLine.MatchString(text), n <= 160 && b.link > 0 && advertLine.MatchString(firstLine(text)):
		return dropAdvert
	case n <= 120 && shareLine.MatchString(text):
		return dropShare
	case n <= 80 && commentLine.MatchString(text):
		return dropComments
	case n <= 60 && clockLine.MatchString(text):
		return dropTime
	case n <= 300 && strings.Contains(text, "ookies") && cookieLine.MatchString(text):
		return dropCookies
	}
	if at := relatedLabel.FindStringIndex(text); at != nil && n <= 300 {
		rest := utf8.RuneCountInString(strings.TrimSpace(text[at[1]:]))
		if rest == 0 && (b.kind != kindHeading && strings.ContainsAny(text, ":：»→>") || linky || left <= 2) || rest > 0 && b.link*3 >= rest*2 {
			return dropRelated
		}
	}
	switch {
	case left <= 6 && footLine.MatchString(text) && n <= 300:
		return dropFooter
	case left <= 6 && tagLine.MatchString(text) && n <= 300:
		return dropTags
	case n <= 200 && creditLine.MatchString(text) && !endsSentence(text):
		return dropCaption
	case n <= 350 && (left <= 4 || b.link > 0 || n <= 120 || b.emphatic) && subscribeHead.MatchString(text) && subscribeLine.MatchString(text):
		return dropNewsletter
	case n <= 120 && before <= 3 && bylineLine.MatchString(text) && !endsSentence(text):
		return dropByline
	case n <= 90 && dateAlone(text):
		return dropTime
	case before <= 3 && author != "" && strings.EqualFold(bylineOf(text), author):
		return dropByline
	}
	if author != "" && left <= 3 && before > 2 && n <= 600 {
		for _, name := range splitNames(author) {
			if rest, ok := cutPrefixFold(text, name); ok && bioVerb.MatchString(rest) && (role.MatchString(lastRole(rest)) || b.emphatic || strings.Contains(rest, "@")) {
				return dropBio
			}
		}
	}
	if b.link*10 >= n*9 && b.kind != kindItem && b.kind != kindRow && n <= 250 && !(endsSentence(text) && n > 90) {
		if n < 20 || strings.Contains(text, " | ") {
			return dropNavigation
		}
		return dropRelated
	}
	return ""
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// lastRole is the words of a description of a person up to where the role ends: "is a senior reporter at the Courier" has "senior
// reporter at the Courier".
func lastRole(s string) string {
	s = strings.TrimSpace(strings.TrimLeft(s, " ,"))
	for _, p := range []string{"is the ", "is a ", "is an ", "was a ", "was the ", "are ", "covers ", "writes ", "reports "} {
		if rest, ok := strings.CutPrefix(s, p); ok {
			if p == "covers " || p == "writes " || p == "reports " {
				return "reporter"
			}
			rest, _, _ = strings.Cut(rest, ".")
			return rest
		}
	}
	return ""
}

// dateAlone reports whether a line is a date and next to nothing else.
func dateAlone(s string) bool {
	days := visibleDays(s)
	if len(days) == 0 || len(days) > 2 {
		return false
	}
	rest := clockWords.ReplaceAllString(gluedWord.ReplaceAllString(s, "$1 $2"), " ")
	letters := 0
	for _, w := range strings.FieldsFunc(rest, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7F) }) {
		if monthOf[strings.ToLower(w)] == 0 {
			letters += len(w)
		}
	}
	return letters <= 6 && (!endsSentence(s) || noon.MatchString(s))
}

// gluedWord is a year with a word behind it, where two lines stand in elements beside each other.
var gluedWord = regexp.MustCompile(`(\d{4})(\p{Lu})`)

var noon = regexp.MustCompile(`(?i)\b[ap]\.\s?m\.$`)

var clockWords = regexp.MustCompile(`(?i)\b(?:published|posted|updated|last|first|modified|created|on|at|am|pm|a\.m\.|p\.m\.|gmt|utc|bst|e[sd]t|p[sd]t|cet|cest|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|uhr|stand|de|del|le|date|at|\d+|min(?:ute)?s?|read|h)\b`)

// endsSentence reports whether a text ends like a sentence.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \"'”’»)]*")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟।", r)
}
