package source

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// address is the URL by which what stands at raw is known, when its page says that it is known by canonical; see
// Article.Address.
func address(raw, canonical string) string {
	own := webURL(raw)
	if own == nil && strings.TrimSpace(raw) != "" {
		return raw // not of the web: it stays as it is
	}
	if c := webURL(canonical); c != nil && (own == nil || sameSite(own, c)) && namesOnePage(c, own) {
		return c.String()
	}
	if own == nil {
		return ""
	}
	return withoutTracking(own).String()
}

// webURL is an absolute http or https URL without its fragment; nil for anything else.
func webURL(s string) *url.URL {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Opaque != "" {
		return nil
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	u.Fragment, u.RawFragment, u.User = "", "", nil
	u.Host = strings.ToLower(u.Host)
	return u
}

// sameSite reports whether two URLs are of one registrable domain (publicsuffix.org), or of one host where they have none.
func sameSite(a, b *url.URL) bool { return site(a) == site(b) }

func site(u *url.URL) string {
	host := strings.TrimSuffix(u.Hostname(), ".")
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

// namesOnePage reports whether a canonical URL can be that of one article. A site's front page is not, nor a page of a list,
// nor what stands above the page that was read. own is nil where that is unknown.
func namesOnePage(c, own *url.URL) bool {
	if own != nil && own.Path == c.Path && own.Host == c.Host {
		return true
	}
	path := strings.Trim(c.Path, "/")
	if (path == "" || path == "index.html" || path == "index.php") && c.RawQuery == "" {
		return false
	}
	if own != nil && own.Path != c.Path && strings.HasPrefix(strings.Trim(own.Path, "/")+"/", path+"/") && c.RawQuery == "" && deeper(own.Path, path) {
		return false
	}
	parts := strings.Split(strings.ToLower(path), "/")
	for i, p := range parts {
		switch p {
		case "page", "pages", "category", "categories", "tag", "tags", "author", "authors", "topic", "topics", "section", "archive", "archives", "search":
			if i >= len(parts)-2 { // nothing but a name or a number behind it
				return p == "pages" || p == "page" && i == 0 && len(parts) == 2 && !isNumber(parts[1])
			}
		}
	}
	return true
}

// deeper reports whether a path below another names a page of its own, not a form of it: amp, print, a page's number.
func deeper(own, above string) bool {
	rest := strings.Trim(strings.TrimPrefix(strings.Trim(own, "/"), above), "/")
	switch strings.ToLower(rest) {
	case "", "amp", "print", "index.html", "index.php", "amp.html", "full", "all", "comments", "feed", "single", "singlepage":
		return false
	}
	return !isNumber(rest)
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// tracking are the parameters by which a link says where it was followed, and nothing about what it leads to.
var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "dclid": true, "gbraid": true, "wbraid": true, "msclkid": true, "yclid": true, "twclid": true, "igshid": true, "ttclid": true,
	"mc_cid": true, "mc_eid": true, "_ga": true, "_gl": true, "_hsenc": true, "_hsmi": true, "mkt_tok": true, "cmpid": true, "ocid": true, "ncid": true,
	"xtor": true, "wt_mc": true, "srnd": true, "vero_id": true, "oly_enc_id": true, "oly_anon_id": true, "ref_src": true, "ref_url": true, "smid": true, "smtyp": true,
	"at_medium": true, "at_campaign": true, "ito": true, "cid_source": true, "icid": true, "s_cid": true, "guccounter": true, "guce_referrer": true, "guce_referrer_sig": true,
}

// withoutTracking is a URL without the parameters that say only where a link was followed; the others keep their order.
func withoutTracking(u *url.URL) *url.URL {
	if u.RawQuery == "" {
		return u
	}
	var kept []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		key = strings.ToLower(key)
		if pair == "" || tracking[key] || strings.HasPrefix(key, "utm_") || strings.HasPrefix(key, "pk_") || strings.HasPrefix(key, "mtm_") {
			continue
		}
		kept = append(kept, pair)
	}
	v := *u
	v.RawQuery = strings.Join(kept, "&")
	return &v
}
