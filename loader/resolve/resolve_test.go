package resolve_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/resolve"
)

func record(text, published string) extract.Record {
	lex := lexicon.Default()
	return resolve.New(lex).Record(extract.New(lex).Read(lang.Analyze(text), published), published)
}

// sources are the sources of a record's claims in one word each: a name, or "words" and "words of COUNTRY" for an unnamed one.
func sources(r extract.Record) []string {
	var out []string
	for _, c := range r.Claims {
		switch s := c.Source; {
		case s.Article:
			out = append(out, "the article")
		case s.Anonymous != "" && s.Of != "":
			out = append(out, "“"+s.Anonymous+"” of "+s.Of)
		case s.Anonymous != "":
			out = append(out, "“"+s.Anonymous+"”")
		default:
			out = append(out, s.Name)
		}
	}
	return out
}

func TestWhoIsTheSource(t *testing.T) {
	for _, c := range []struct {
		name      string
		text      string
		published string
		want      []string
	}{
		{
			"a last name is the person named in full",
			"Defense analyst Marta Kowalska said the depot was empty. The trucks left on Monday, Kowalska said.", "",
			[]string{"Marta Kowalska", "Marta Kowalska"},
		},
		{
			"a last name that is also a country's is the person named in full",
			"Analyst John Jordan said the river was low. Jordan said the border was open.", "",
			[]string{"John Jordan", "John Jordan"},
		},
		{
			"an abbreviation in parentheses names the body before it",
			"The European Harbour Institute (EHI) said the port was full. The EHI said the cranes had stopped.", "",
			[]string{"European Harbour Institute", "European Harbour Institute"},
		},
		{
			"he is the man who spoke before",
			"Defense Minister Rustem Umerov said the shells had arrived. He said the rifles were late.", "2024-03-01",
			[]string{"Rustem Umerov", "Rustem Umerov"},
		},
		{
			"she is the woman who spoke before",
			"Analyst Marta Kowalska said the depot was empty. She added that the fuel was gone.", "",
			[]string{"Marta Kowalska", "Marta Kowalska"},
		},
		{
			"they are the papers that the sentence before is about, not the body that spoke before",
			"NATO said the ships had sailed.\n\nOther reports go further. They say that the harbour is closed.", "",
			[]string{"NATO", "“Other reports”"},
		},
		{
			"it is the body that spoke before",
			"NATO said the ships had sailed. It said the exercise was over.", "",
			[]string{"NATO", "NATO"},
		},
		{
			"the agency is the agency that spoke before",
			"South Korea's National Intelligence Service said the ships had sailed. The agency said the crews were tired.", "",
			[]string{"National Intelligence Service", "National Intelligence Service"},
		},
		{
			"the department is not the officials between",
			"The Pentagon said the aircraft had landed. Officials praised the crews. The department said the pilots were safe.", "",
			[]string{"Pentagon", "“Officials”", "Pentagon"},
		},
		{
			"a capital that speaks is the state",
			"Moscow said the convoy had crossed the river.", "",
			[]string{"Russia"},
		},
		{
			"their sources are a basis of the speaker before",
			"Ukraine's military intelligence said the plan had failed. Their sources said the camp was empty.", "",
			[]string{"Main Directorate of Intelligence", "Main Directorate of Intelligence"},
		},
		{
			"an office is held by who held it in 2024",
			"Petro Poroshenko met Volodymyr Zelensky. The Ukrainian president said the line was holding.", "2024-05-01",
			[]string{"Volodymyr Zelensky"},
		},
		{
			"an office is held by who held it in 2015",
			"Petro Poroshenko met Volodymyr Zelensky. The Ukrainian president said the line was holding.", "2015-05-01",
			[]string{"Petro Poroshenko"},
		},
		{
			"who holds an office is not guessed where the article does not name him",
			"The Ukrainian president said the line was holding.", "2024-05-01",
			[]string{"“The Ukrainian president” of Ukraine"},
		},
		{
			"the president is the one who is named",
			"President Joe Biden met Chancellor Olaf Scholz. The president said the missiles had been sent.", "2024-05-01",
			[]string{"Joe Biden"},
		},
		{
			"of two presidents nobody knows which is the president",
			"President Joe Biden met President Emmanuel Macron. The president said the missiles had been sent.", "2024-05-01",
			[]string{"“The president”"},
		},
		{
			"of two presidents the one who spoke",
			"President Joe Biden met President Emmanuel Macron. Macron said that the talks were good. The president said the missiles had been sent.", "2024-05-01",
			[]string{"Emmanuel Macron", "Emmanuel Macron"},
		},
		{
			"of two presidents the one of that country",
			"President Joe Biden met President Emmanuel Macron. The French president said the missiles had been sent.", "2024-05-01",
			[]string{"Emmanuel Macron"},
		},
		{
			"of two with one last name the one who was named last",
			"Analyst Anna Miller met engineer Tom Miller. Miller said the talks were good. Anna Miller left. Miller said the road was long.", "",
			[]string{"Tom Miller", "Anna Miller"},
		},
		{
			"a capital is the state though somebody has its name later",
			"London said the depot was empty. Analyst John London said the fuel was gone.", "",
			[]string{"United Kingdom", "John London"},
		},
		{
			"a last name that is a capital's is the person named in full before",
			"Analyst John London said the depot was empty. London said the fuel was gone.", "",
			[]string{"John London", "John London"},
		},
		{
			"but not where the article also writes of the place",
			"Analyst John London said the depot was empty. Trucks stood in London. London said the fuel was gone.", "",
			[]string{"John London", "United Kingdom"},
		},
		{
			"an agency is that of the country before it, and of none where there is none",
			"Kenya's National Intelligence Service said the port was full. Bahrain's National Security Agency said it was not. The Harbour Intelligence Agency was quiet, a spokesman said.", "",
			[]string{"National Intelligence Service of Kenya", "National Security Agency of Bahrain", "“a spokesman”"},
		},
		{
			"a body's name opens behind the article",
			"The DIA said the test was good. The Defense Intelligence Agency said it was late.", "",
			[]string{"Defense Intelligence Agency", "Defense Intelligence Agency"},
		},
		{
			"an unnamed source has its side",
			"Ukrainian officials said the bridge had fallen.", "",
			[]string{"“Ukrainian officials” of Ukraine"},
		},
		{
			"an unnamed source keeps all its words",
			"A senior U.S. official said the missiles had arrived.", "",
			[]string{"“A senior U.S. official” of United States"},
		},
		{
			"an unnamed source without a side has none",
			"Witnesses said the bridge had fallen.", "",
			[]string{"“Witnesses”"},
		},
		{
			"two sources are two claims",
			"Both Poland and Estonia said the border was closed.", "",
			[]string{"Poland", "Estonia"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := record(c.text, c.published)
			r.Claims = slices.DeleteFunc(r.Claims, func(c extract.Claim) bool { // said in passing
				return c.Source.Article && (c.Predicate == "leads" || c.Predicate == "part_of" || c.Predicate == "located_in")
			})
			if got := sources(r); !slices.Equal(got, c.want) {
				t.Errorf("%s\nsources %q\nwant    %q", c.text, got, c.want)
			}
		})
	}
}

func TestWhoIsNamedWhere(t *testing.T) {
	for _, c := range []struct {
		name, text string
		link       extract.Link
	}{
		{
			"what the source relies on", "Ukraine's military intelligence said the plan had failed. Their sources said the camp was empty.",
			extract.Link{Anonymous: "Their sources", Role: "basis"},
		},
		{
			"to whom the source spoke", "President Trump told Reuters that the ships had sailed.",
			extract.Link{Name: "Reuters", Role: "relay"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := record(c.text, "2018-01-01")
			last := r.Claims[len(r.Claims)-1]
			if len(last.Via) != 1 || last.Via[0] != c.link {
				t.Errorf("via %+v, want %+v", last.Via, c.link)
			}
		})
	}
}

func TestACapitalThatSendsIsTheState(t *testing.T) {
	r := record("Pyongyang plans to send 5,000 soldiers to Russia, Seoul said.", "2024-10-18")
	if len(r.Relations) != 1 || r.Relations[0] != (extract.Relation{Type: "deploys_to", From: "North Korea", To: "Russia"}) {
		t.Errorf("relations %+v", r.Relations)
	}
}

func TestEntitiesWithOneNameAreToldApart(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // entities, sorted
		sources    []string
	}{
		{
			"the outlet that the lexicon knows keeps the name",
			"Mayor Bloomberg said the city was ready. Bloomberg reported that the markets had closed.",
			[]string{"Organization Bloomberg", "Person Bloomberg (person)"},
			[]string{"Bloomberg (person)", "Bloomberg"},
		},
		{
			"whichever comes first",
			"Bloomberg reported that the markets had closed. Mayor Bloomberg said the city was ready.",
			[]string{"Organization Bloomberg", "Person Bloomberg (person)"},
			[]string{"Bloomberg", "Bloomberg (person)"},
		},
		{
			"a country keeps its name though only its people are named",
			"Analyst Jordan said the river was low. Jordanian officials said the border was open.",
			[]string{"Country Jordan", "Person Jordan (person)"},
			[]string{"Jordan (person)", "“Jordanian officials” of Jordan"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := record(c.text, "")
			var got []string
			for _, e := range r.Entities {
				if e.Type != "Country" || e.Name == "Jordan" {
					got = append(got, e.Type+" "+e.Name)
				}
				if plain, ok := strings.CutSuffix(e.Name, " (person)"); ok && !slices.Contains(e.Aliases, plain) {
					t.Errorf("%s is not found as %s: %q", e.Name, plain, e.Aliases)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("entities %q, want %q", got, c.want)
			}
			if s := sources(r); !slices.Equal(s, c.sources) {
				t.Errorf("sources %q, want %q", s, c.sources)
			}
		})
	}
}

func TestWhatIsAPlace(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // places, in the order of the text
	}{
		{"a town", "Rockets hit Avdiivka and Bakhmut, witnesses said.", []string{"Avdiivka", "Bakhmut"}},
		{"a region by the name of the press", "Witnesses said trucks had left the Kursk region for Primorsky Krai.", []string{"Kursk Oblast", "Primorsky Krai"}},
		{"an older spelling", "Ships left Odessa, witnesses said.", []string{"Odesa"}},
		{"a capital in which something happens", "The envoys met in Minsk, witnesses said.", []string{"Minsk"}},
		{"a capital that speaks is none", "Minsk said the envoys had met.", nil},
		{"a capital in which somebody speaks is none", "Officials in Minsk said the envoys had met.", nil},
		{"capitals on which something falls", "Missiles fell on Kyiv and Tehran, witnesses said. A strike on Pyongyang killed two.", []string{"Kyiv", "Tehran", "Pyongyang"}},
		{"capitals on which something is put", "Sanctions on Tehran and pressure on Pyongyang are not enough, witnesses said.", nil},
		{"capitals of a journey", "Envoys left Damascus for Baghdad and flew to Ankara, witnesses said.", []string{"Damascus", "Baghdad", "Ankara"}},
		{"a capital to which weapons are sent is the state", "Shells were sent to Moscow by Pyongyang, witnesses said.", nil},
		{"what a city has", "The mayor of Kyiv left Warsaw's airport, witnesses said. A Berlin suburb was dark.", []string{"Kyiv", "Warsaw", "Berlin"}},
		{"what a state has", "The government of Kyiv and Warsaw's army are ready, witnesses said. A Berlin decision is late.", nil},
		{"capitals that agree", "Relations between Beijing and Hanoi are poor, witnesses said.", nil},
		{"a word that is also a town", "Hope is fading, witnesses said. Reading is useful. They had a Nice day.", nil},
		{"such a town behind a preposition", "The trains stopped in Reading, witnesses said.", []string{"Reading"}},
		{"such a town behind another", "The trains stopped in Leipzig and Nice, witnesses said.", []string{"Leipzig", "Nice"}},
		{"such a town before its state", "Warren, Michigan, was dark, witnesses said.", []string{"Warren", "Michigan"}},
		{"a name that opens with a town's", "Austin Blake said the depot was empty.", nil},
		{"a last name that is a town's", "Analyst Mark Clinton said the depot was empty. Letters to Clinton were lost, witnesses said.", nil},
		{"an area", "Ships crossed the Black Sea. The Gulf War was long, witnesses said.", []string{"Black Sea"}},
		{"an area behind a preposition", "Ships met in the Gulf, witnesses said.", []string{"Persian Gulf"}},
		{"a direction of an area", "Ships met in the eastern Pacific, witnesses said.", []string{"eastern Pacific"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, e := range record(c.text, "2024-05-01").Entities {
				if e.Type == "Location" {
					got = append(got, e.Name)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s\nplaces %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestRecordIsTheSameEveryTime(t *testing.T) {
	text := "Mayor Bloomberg said the city was ready. Bloomberg reported that the Institute for Ports (IFP) and Jordan had closed. " +
		"Jordan said Analyst Jordan and the IFP were late. Moscow and Kyiv said the Ukrainian president met the Ukrainians."
	first, _ := json.Marshal(record(text, "2024-05-01"))
	for range 20 {
		if again, _ := json.Marshal(record(text, "2024-05-01")); string(again) != string(first) {
			t.Fatalf("two readings of one text:\n%s\n%s", first, again)
		}
	}
}

func TestKey(t *testing.T) {
	for _, c := range []struct{ kind, name, want string }{
		{"Country", "Ukraine", "iso:UA"},
		{"Country", "Kyiv", "name:kyiv"},     // a capital is no name of the state
		{"Location", "Florida", "lex:US.FL"}, // not a town of that name
		{"Location", "Tripoli", "lex:gn2210247"},
		{"Location", "Tripoli, Lebanon", "lex:gn266826"},
		{"Location", "Tripoli, Ohio", "name:tripoli, ohio"},
		{"Leader", "Volodymyr Zelensky", "lex:volodymyr-zelensky"},
		{"Person", "Volodymyr Zelenskyy", "lex:volodymyr-zelensky"},
		{"Person", "Marta Kowalska", "name:marta kowalska"},
		{"Person", "Kowalska", "in:SHA:kowalska"},
		{"Person", "Bloomberg (person)", "in:SHA:bloomberg"},
		{"Person", "Bloomberg (person 2)", "in:SHA:bloomberg"},
		{"Person", "Marta Kowalska (person)", "name:marta kowalska"},
		{"Organization", "Hawk (person)", "name:hawk (person)"}, // not what the record adds to a body's name
		{"Agency", "Polish Defence Ministry", "of:PL:defense ministry"},
		{"Agency", "Ministry of Defense of Poland", "of:PL:defense ministry"},
		{"Agency", "Defense Ministry", "in:SHA:defense ministry"},
		{"Unit", "Polish soldiers", "of:PL:people"},
		{"Unit", "Polish troops", "of:PL:people"},
	} {
		if got := resolve.Key(lexicon.Default(), c.kind, c.name, "SHA"); got != c.want {
			t.Errorf("Key(%s, %q) = %q, want %q", c.kind, c.name, got, c.want)
		}
	}
}
