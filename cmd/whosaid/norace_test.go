//go:build !race

package main

const raceShare = 1
