package graph

import (
	"fmt"
	"testing"
)

// BenchmarkPublish measures what watchers that keep up cost a commit of one article.
func BenchmarkPublish(b *testing.B) {
	for _, n := range []int{0, 1, 1000} {
		b.Run(fmt.Sprintf("watchers=%d", n), func(b *testing.B) {
			var ws watchers
			var all []*watcher
			for range n {
				all = append(all, ws.add())
			}
			c := []Change{{Status: Stored}}
			for i := 0; b.Loop(); i++ {
				ws.publish(c)
				if i%1000 == 999 {
					b.StopTimer()
					for _, w := range all {
						ws.take(w)
					}
					b.StartTimer()
				}
			}
		})
	}
}
