package resolve_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/extract"
)

// standing are the record's relations of the predicates that say how things stand, as "X leads Y".
func standing(r extract.Record) []string {
	var out []string
	for _, x := range r.Relations {
		if x.Type != "deploys_to" && x.Type != "supplies" {
			out = append(out, x.From+" "+x.Type+" "+x.To)
		}
	}
	return out
}

func TestRelationsOfOffices(t *testing.T) {
	testRelations(t, []relationCase{
		{"a title with its state", "Polish President Piotr Zielinski arrived late.", "", "Piotr Zielinski leads Poland"},
		{"a state's own title", "Finland’s prime minister, Aino Korhonen, opened the bridge.", "", "Aino Korhonen leads Finland"},
		{"a title alone, of one who held the office then", "President Obama opened the bridge to the United States.", "2014-05-02", "Barack Obama leads United States"},
		{"a title alone, of one who held it no longer", "President Obama opened the bridge to the United States.", "2019-05-02", ""},
		{"a state that the article does not name", "President Obama opened the bridge.", "2014-05-02", ""},
		{"one who held the office once", "Former Polish President Piotr Zielinski arrived late. The late Polish President Ewa Mazur did not.", "", ""},
		{"one who wants the office", "Polish presidential candidate Piotr Zielinski spoke in Poland. President-elect Ewa Mazur of Poland did not.", "", ""},
		{"an opposition leader leads no state", "Polish opposition leader Piotr Zielinski arrived late.", "", ""},
		{"a minister leads the ministry where it is named", "Polish Defense Minister Piotr Zielinski left. The Polish Defense Ministry was silent.", "", "Piotr Zielinski leads Polish Defense Ministry"},
		{"a minister leads no state", "Polish Defense Minister Piotr Zielinski left Poland.", "", ""},
		{"a minister leads no other ministry", "Polish Defense Minister Piotr Zielinski left. The Polish Foreign Ministry was silent.", "", ""},
		{"a deputy belongs to the state", "Polish Deputy Foreign Minister Piotr Zielinski left.", "", "Piotr Zielinski part_of Poland"},
		{"a deputy belongs to the ministry where it is named", "Polish Deputy Defense Minister Piotr Zielinski left. The Polish Defense Ministry was silent.", "", "Piotr Zielinski part_of Polish Defense Ministry"},
		{"an ambassador is of the state that sends him", "The Polish ambassador to Norway, Piotr Zielinski, left.", "", "Piotr Zielinski part_of Poland"},
		{"an apposition behind the name", "Piotr Zielinski, director of the Harbour Safety Agency, left.", "", "Piotr Zielinski leads Harbour Safety Agency"},
		{"a director of something inside", "Piotr Zielinski, director of research at the Harbour Safety Agency, left.", "", "Piotr Zielinski part_of Harbour Safety Agency"},
		{"a spokesman", "Piotr Zielinski, a Pentagon spokesman, left.", "", "Piotr Zielinski part_of Pentagon"},
		{"a spokesman before the name", "Harbour Safety Agency spokeswoman Ewa Mazur left.", "", "Ewa Mazur part_of Harbour Safety Agency"},
		{"a rank behind the office", "Pentagon spokesman Rear Adm. Piotr Zielinski left.", "", "Piotr Zielinski part_of Pentagon"},
		{"an office behind a preposition before the name", "A spokesman for the Harbour Safety Agency, Col. Piotr Zielinski, left.", "", "Piotr Zielinski part_of Harbour Safety Agency"},
		{"an office whose last word is a rank too", "NATO Secretary General Piotr Zielinski left.", "", "Piotr Zielinski leads NATO"},
		{"the head of a state's agency", "Piotr Zielinski, head of Norway’s elite Harbour Safety Agency, left.", "", "Piotr Zielinski leads Harbour Safety Agency; Harbour Safety Agency part_of Norway"},
		{"an expert on a state at a body", "Piotr Zielinski, a Norway expert at the Harbour Safety Agency, left.", "", "Piotr Zielinski part_of Harbour Safety Agency"},
		{"the spokesman of a president", "Polish President Ewa Mazur’s spokesman, Piotr Zielinski, left.", "", "Ewa Mazur leads Poland; Piotr Zielinski part_of Poland"},
		{"a press secretary is no minister", "The White House press secretary, Anna Nowak, left.", "", "Anna Nowak part_of White House"},
		{"a leader of a group", "Hezbollah leader Piotr Zielinski left.", "", "Piotr Zielinski leads Hezbollah"},
		{"of a body", "Anna Nowak, of the Institute for River Studies, left.", "", "Anna Nowak part_of Institute for River Studies"},
		{"a list of people is no apposition", "Anna Nowak, Finnish President Aino Korhonen and NATO officials met.", "", "Aino Korhonen leads Finland"},
		{"a body that is not known", "Anna Nowak, president of the Boat Builders of Norway, left.", "", ""},
		{"a correspondent belongs to nothing", "BBC correspondent Anna Nowak left.", "", ""},
		{"led by", "They asked. So far the Harbour Safety Agency, led by Piotr Zielinski, was silent.", "", "Piotr Zielinski leads Harbour Safety Agency"},
		{"who heads", "Piotr Zielinski, who heads the Harbour Safety Agency, was silent.", "", "Piotr Zielinski leads Harbour Safety Agency"},
		{"who headed", "Piotr Zielinski, who headed the Harbour Safety Agency, was silent.", "", ""},
	})
}

func TestRelationsOfBodies(t *testing.T) {
	testRelations(t, []relationCase{
		{"a state's body", "Norway’s Harbour Safety Agency was silent.", "", "Harbour Safety Agency part_of Norway"},
		{"a command with its state's name", "The US waited. US Central Command was silent.", "", "U.S. Central Command part_of United States"},
		{"an army is its state's by its name", "The Polish army was silent.", "", ""},
		{"allies are no part", "Norway’s NATO allies were silent.", "", ""},
		{"a state's exporter", "Rosoboronexport, Russia’s state arms exporter, was silent.", "", "Rosoboronexport part_of Russia"},
		{"an arm", "They asked. So far the Harbour Safety Agency, an arm of the Interior Ministry, was silent.", "", "Harbour Safety Agency part_of Interior Ministry"},
		{"no arm", "They asked. So far the Harbour Safety Agency, a critic of the Interior Ministry, was silent.", "", ""},
		{"an institute in a city", "They asked. So far the Institute for River Studies in Warsaw was silent.", "", "Institute for River Studies located_in Warsaw"},
		{"a think-tank in a city", "They asked. So far the Harbour Safety Agency, a think-tank in Tallinn, was silent.", "", "Harbour Safety Agency located_in Tallinn"},
		{"based in", "They asked. So far the Harbour Safety Agency, which is based in Gdansk, was silent.", "", "Harbour Safety Agency located_in Gdańsk"},
		{"based", "Norway paid. Norway-based Fjord Dynamics was silent.", "", "Fjord Dynamics located_in Norway"},
		{"based at", "The Harbour Safety Agency, based at Fort Sill, was silent.", "", "Harbour Safety Agency located_in Fort Sill"},
		{"an analyst based elsewhere", "The Norway-based analyst Piotr Zielinski was silent in Norway.", "", ""},
		{"a body that met somewhere", "NATO in Brussels was silent.", "", ""},
	})
}

func TestRelationsOfPlaces(t *testing.T) {
	testRelations(t, []relationCase{
		{"a comma", "They met in Minsk, Belarus, on Monday.", "", "Minsk located_in Belarus"},
		{"a comma behind a place that is not known", "They met at Zarmuk, Belarus, on Monday.", "", "Zarmuk located_in Belarus"},
		{"a comma of a list behind a place that is not known", "They met in Zarmuk, Belarus, and Poland.", "", ""},
		{"a state's eastern city", "They left Ukraine’s eastern city of Zarmuk.", "", "Zarmuk located_in Ukraine"},
		{"a town of a state", "They left Gdansk, a port in northern Poland.", "", "Gdańsk located_in northern Poland"},
		{"a town of no state that is named", "They left Gdansk, a port in ruins. Poland paid.", "", ""},
		{"a comma of a list", "They stopped in Minsk, Poland and Norway.", "", ""},
		{"regions in a list", "They won in Ohio, Texas and Iowa.", "", ""},
		{"a place in a part of a state", "The town of Zaryn in eastern Ukraine was quiet.", "", "Zaryn located_in eastern Ukraine"},
		{"a region of a part of a state", "The Donbas region of eastern Ukraine was quiet.", "", "Donbas located_in eastern Ukraine"},
		{"a state's region", "Ukraine’s Poltava region was quiet.", "", "Poltava Oblast located_in Ukraine"},
		{"a state's claims on a sea", "China’s South China Sea patrols were quiet.", "", ""},
		{"villages of a part of a state", "They left the northern Iraq villages of Zarmuk and al-Bashira.", "", "Zarmuk located_in northern Iraq; al-Bashira located_in northern Iraq"},
		{"a state's city", "They left the Syrian town of Zarmuk.", "", "Zarmuk located_in Syria"},
		{"a state's base in a place that is its own", "They left a Polish base in Gdansk.", "", "Gdańsk located_in Poland"},
		{"a state's base in a place that is not its own", "They left an American base in Gdansk.", "", ""},
		{"a state's people in a place", "Polish fans in Gdansk sang.", "", ""},
		{"a headline in the text", "Poland paid.\n\nWhy The Gdansk Deal In Minsk, Belarus Pleased President Barack Obama?", "2014-05-02", ""},
	})
}

func TestRelationsOfTraining(t *testing.T) {
	testRelations(t, []relationCase{
		{"who train in a place", "Polish soldiers are training in Latvia.", "", "Polish soldiers trains_at Latvia"},
		{"who are trained", "Polish soldiers were trained at a base in Latvia.", "", "Polish soldiers trains_at Latvia"},
		{"whom others train", "Norway trained Polish soldiers in Latvia.", "", "Polish soldiers trains_at Latvia"},
		{"on a state's soil", "Polish soldiers training on Latvian soil sang.", "", "Polish soldiers trains_at Latvia"},
		{"a training camp", "Polish soldiers arrived at a training camp in Latvia.", "", "Polish soldiers trains_at Latvia"},
		{"training undergone", "Polish soldiers are undergoing training in Latvia.", "", "Polish soldiers trains_at Latvia"},
		{"training undergone where they are", "Polish soldiers are staying in eastern Latvia, undergoing hard training.", "", "Polish soldiers trains_at eastern Latvia"},
		{"training on something", "Polish soldiers are undergoing training on the HIMARS in Latvia.", "", "Polish soldiers trains_at Latvia"},
		{"exercises", "Polish troops took part in exercises in Latvia.", "", "Polish troops trains_at Latvia"},
		{"exercises that they watch", "Polish troops watched exercises in Latvia.", "", ""},
		{"exercises of a state", "Poland held exercises in Latvia.", "", ""},
		{"training of no place", "Polish soldiers are training in winter. Latvia is cold.", "", ""},
	})
}

type relationCase struct{ name, text, published, want string }

func testRelations(t *testing.T, cases []relationCase) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, "; ")
			}
			if got := standing(record(c.text, c.published)); !slices.Equal(got, want) {
				t.Errorf("%s\n got %q\nwant %q", c.text, got, want)
			}
		})
	}
}

func TestWhoVouchesForARelation(t *testing.T) {
	for _, c := range []struct{ name, text, predicate, source, stance string }{
		{"a title in reported speech is the article's", "Anna Nowak said Polish President Piotr Zielinski was late.", "leads", "the article", "asserts"},
		{"a title in a quotation is the speaker's", "“I saw Polish President Piotr Zielinski on the bridge,” Anna Nowak said.", "leads", "Anna Nowak", "asserts"},
		{"what a verb says is the source's", "Anna Nowak said Polish soldiers were training in Latvia.", "trains_at", "Anna Nowak", "asserts"},
		{"a denial", "Anna Nowak denied that Polish soldiers were training in Latvia.", "trains_at", "Anna Nowak", "denies"},
		{"a plan", "Polish soldiers will train in Latvia.", "trains_at", "the article", "expects"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := record(c.text, "")
			var got []string
			for i, s := range sources(r) {
				if r.Claims[i].Predicate == c.predicate {
					got = append(got, s+" "+r.Claims[i].Stance)
				}
			}
			if want := []string{c.source + " " + c.stance}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestARelationIsClaimedOnceAnArticle(t *testing.T) {
	r := record("Polish President Piotr Zielinski left. In May Polish President Piotr Zielinski came back.", "")
	n := 0
	for _, c := range r.Claims {
		if c.Predicate == "leads" {
			n++
			if c.Quote != "Polish President Piotr Zielinski left." {
				t.Errorf("the words are %q, not those of the first mention", c.Quote)
			}
		}
	}
	if n != 1 {
		t.Errorf("%d claims for one relation", n)
	}
}

func TestWhoLeadsIsALeader(t *testing.T) {
	for _, e := range record("Finland’s prime minister, Aino Korhonen, opened the bridge.", "").Entities {
		if e.Name == "Aino Korhonen" && e.Type != "Leader" {
			t.Errorf("%s is a %s", e.Name, e.Type)
		}
	}
}
