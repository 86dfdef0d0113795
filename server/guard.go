package server

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// guarded lets through what is addressed to this server, and no writes of other sites' pages.
//
// A page of another site can make its own name point to this machine (DNS rebinding) and then read answers as its own. Its
// requests carry that name in the Host header, so names that nobody allowed are refused.
func (s *Server) guarded(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusForbidden, "CROSS_SITE", "a page of another site may not send this request")
	}))
	next = cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'") // pages set their own
		if host := hostname(r.Host); host == "" || !s.hosts[host] && host != localHost(r) {
			refuse(w, http.StatusMisdirectedRequest, "UNKNOWN_HOST",
				fmt.Sprintf("this server does not answer for the host %q; start it with --allow-host to allow a name", host))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostname is a Host header without the port and the brackets of IPv6, in lower case and without the final dot.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// localHost is the address of this machine that the connection came in at; "" where there is none, as in tests. It is a
// number, and a page that was rebound has a name.
func localHost(r *http.Request) string {
	a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return ""
	}
	return hostname(a.String())
}

// refuse answers a request that was not carried out, in the form of a GraphQL error.
func refuse(w http.ResponseWriter, status int, code, message string) {
	note(w, func(a *answered) { a.refused = code })
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(map[string]any{
		"errors": []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}},
	})
}

func notFound(w http.ResponseWriter, r *http.Request) {
	refuse(w, http.StatusNotFound, "NOT_FOUND", fmt.Sprintf("there is nothing at %s; / lists what there is", r.URL.Path))
}

func readOnly(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", "GET, HEAD")
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	refuse(w, http.StatusMethodNotAllowed, "BAD_METHOD", fmt.Sprintf("%s takes GET and HEAD, not %s", r.URL.Path, r.Method))
}
