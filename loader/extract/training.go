package extract

// training reads where forces train: "X training in Y", "X are being trained at Y", "X take part in exercises in Y", "X arrived
// at a training camp in Y".
func (x *relating) training() {
	for k := x.s.First; k < x.s.Last; k++ {
		who, where, row := -1, -1, (*relation)(nil)
		switch {
		case x.class[k] == verb && relationRows["verb "+x.lemma[k]] != nil:
			row = relationRows["verb "+x.lemma[k]][0]
			who, where = x.trained(k)
		case x.row("site", k) != nil:
			row = x.row("site", k)
			who, where = x.trainingSite(k, k+len(row.words))
		case x.row("event", k) != nil:
			row = x.row("event", k)
			who, where = x.exercise(k)
		}
		if row != nil && row.predicate == "trains_at" && who >= 0 && where >= 0 && row.takes(x.mention(where).Type) {
			x.tell(row.predicate, x.end(who), x.end(where), k)
		}
	}
}

// trained reads the verb at token v: who is trained, and where.
func (x *relating) trained(v int) (who, where int) {
	if o := x.forceIn(Range{v + 1, x.simpleRight(v+1, x.s)}); o >= 0 { // "trained Ukrainian soldiers in Y"
		return o, x.ground(x.mention(o).Last)
	}
	if o := x.closing(v); o >= 0 && x.mention(o).Type == "Unit" {
		return o, x.ground(v + 1)
	}
	subject, _ := x.subjectOf(x.groupAt(v, x.s), x.s, 0)
	return x.forceIn(subject), x.ground(v + 1)
}

// trainingSite reads "X arrived at a training camp in Y"; the words of the site are the tokens [k, l).
func (x *relating) trainingSite(k, l int) (who, where int) {
	for k > x.s.First && (x.class[k-1] == noun || x.class[k-1] == det || x.class[k-1] == poss) {
		k--
	}
	if !x.is(k-1, x.s, "at", "in", "to", "into") {
		return -1, -1
	}
	return x.forceIn(Range{x.clauseStart(k), k}), x.ground(l)
}

// exercised are verbs of those who train, before "training" and "exercises".
var exercised = set("undergo receive hold conduct join begin start complete finish continue stage participate do get have")

// exercise reads "X undergoing training in Y", and "X, stationed in Y, undergoing training".
func (x *relating) exercise(k int) (who, where int) {
	if o := x.closing(k); o >= 0 && x.mention(o).Type == "Unit" && x.is(k, x.s, "training") { // "soldiers training in Y"
		return o, x.ground(k + 1)
	}
	v := k - 1
	for v > x.s.First && (x.class[v] == noun || x.class[v] == det) && !x.is(v, x.s, "part") {
		v--
	}
	if x.is(v, x.s, "in") {
		v--
	}
	if x.is(v, x.s, "part") {
		v--
	} else if x.class[v] == verb && !exercised[x.lemma[v]] {
		return -1, -1
	}
	if v <= x.s.First || x.class[v] != verb {
		return -1, -1
	}
	subject, _ := x.subjectOf(x.groupAt(v, x.s), x.s, 0)
	who, where = x.forceIn(subject), x.ground(k+1)
	if where < 0 && x.form[v]&gerund != 0 && x.is(v-1, x.s, ",") {
		if o := x.closing(v - 1); o >= 0 {
			for j := x.mention(o).First; j > x.s.First && j > x.mention(o).First-6; j-- {
				if x.is(j, x.s, "in", "at", "near") && x.ground(j) == o {
					where = o
				}
			}
		}
	}
	return who, where
}

// forceIn is the force that is named last in a phrase; -1 for none.
func (x *relating) forceIn(p Range) int {
	for k := p.Last - 1; k >= p.First; k-- {
		if m := x.named[k]; m >= 0 && x.mention(m).Type == "Unit" {
			return m
		}
	}
	return -1
}

// ground is the place that the preposition at token k leads to: "in Y", "at a base in Y", "on Russian soil"; -1 for none.
func (x *relating) ground(k int) int {
	if !x.is(k, x.s, "in", "at", "near", "on", "inside") {
		return -1
	}
	for n := 1; n < 8 && k+n < x.s.Last; n++ {
		j := k + n
		if m := x.named[j]; m >= 0 {
			switch o := x.mention(m); {
			case o.Type == "Location":
				return m
			case o.Type == "Materiel": // "training on the HIMARS at Y"
			case !x.state(m):
				return -1
			case x.whole(m) && !o.Demonym || x.is(o.Last, x.s, "soil", "territory"):
				return m
			}
			continue
		}
		if c := x.class[j]; c != noun && c != det && c != poss && !x.is(j, x.s, "in", "near", "of", "at") {
			return -1
		}
	}
	return -1
}
