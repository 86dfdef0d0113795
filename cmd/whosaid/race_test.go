//go:build race

package main

// raceShare is how many times as much memory a process holds under the race detector: its shadow of what the process touches.
const raceShare = 1.8
