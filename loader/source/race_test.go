//go:build race

package source

// slower is how many times longer a page may take under the race detector.
const slower = 10
