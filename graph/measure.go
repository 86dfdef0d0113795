package graph

import "strings"

// Personnel is the measure of those who are counted as soldiers, troops, servicemen and the like.
const Personnel = "personnel"

// measures are the units that count the same thing, in the singular, with the measure that they are. Ranks and branches are not
// among them: officers and paratroopers are some of the soldiers.
var measures = map[string]string{
	"soldier": Personnel, "troop": Personnel, "trooper": Personnel, "personnel": Personnel, "fighter": Personnel,
	"serviceman": Personnel, "servicewoman": Personnel, "servicemember": Personnel, "combatant": Personnel, "force": Personnel,
	"man": Personnel, "people": Personnel, "person": Personnel, "warfighter": Personnel,

	"aeroplane": "plane", "airplane": "plane", "aircraft": "plane",
	"lorry": "truck",
	"tonne": "ton",
}

// plurals are those that no ending tells.
var plurals = map[string]string{
	"men": "man", "servicemen": "serviceman", "servicewomen": "servicewoman", "persons": "person", "lorries": "lorry",
}

// measureOf is what a unit counts: its measure, else its last word in the singular; "" for a number of something that is not
// named. What is supplied and called a fighter is a plane, and people are personnel only where they are sent or trained.
func measureOf(unit string, t Predicate) string {
	if len(unit) == 3 && strings.ToUpper(unit) == unit && unit[0] >= 'A' {
		return unit // a currency
	}
	folded := FoldName(unit)
	words := strings.Fields(folded)
	if len(words) == 0 {
		return ""
	}
	head := singular(words[len(words)-1])
	if len(words) > 1 && words[len(words)-2] == "service" && head == "member" {
		return Personnel
	}
	m, ok := measures[head]
	switch {
	case !ok:
		return head
	case m == Personnel && head == "fighter" && t == Supplies:
		return head
	case m == Personnel && (head == "man" || head == "people" || head == "person") && t != DeploysTo && t != TrainsAt:
		return "person"
	}
	return m
}

// singular is a noun without its plural ending, by the rules of spelling alone.
func singular(w string) string {
	if s, ok := plurals[w]; ok {
		return s
	}
	switch {
	case len(w) < 4 || strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us") || !strings.HasSuffix(w, "s"):
		return w
	case strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "sses"):
		return w[:len(w)-2]
	}
	return w[:len(w)-1]
}
