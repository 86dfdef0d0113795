package graph

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSpellingsOfOneNameAreNear(t *testing.T) {
	for _, names := range [][]string{
		{"Kyiv", "Kiev", "Київ", "Киев"},
		{"Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskij", "Zelenski", "Зеленский", "Зеленський"},
		{"Kursk", "Курск"},
		{"Sergeyevka", "Sergeevka", "Сергеевка"},
		{"Gerasimov", "Герасимов", "Gerasymov", "Herasymov"},
		{"Luhansk", "Lugansk", "Луганск", "Луганськ"},
		{"Kharkiv", "Kharkov", "Харків", "Харьков", "Xarkiv"},
		{"Lviv", "Lvov", "Львів", "Львов"},
		{"Chernihiv", "Chernigov", "Чернігів"},
		{"Mykolaiv", "Mykolayiv", "Миколаїв"},
		{"Kim Jong Un", "Kim Jong-un", "Kim Jongun", "KIM JONG UN"},
		{"Vladimir Putin", "Владимир Путин", "Wladimir Putin"},
		{"Volodymyr Zelensky", "Vladimir Zelenskiy"},
		{"Yevgeny Prigozhin", "Evgeny Prigozhin", "Yevgeniy Prigozhin", "Евгений Пригожин"},
		{"Gorbachev", "Gorbachyov", "Горбачёв"},
		{"Fyodor", "Fedor", "Фёдор"},
		{"Khrushchev", "Khruschev", "Хрущёв"},
		{"Aleksei", "Alexey", "Alexei", "Алексей"},
		{"Yeltsin", "Eltsin", "Ельцин"},
		{"Yulia", "Iuliia", "Yuliya", "Юлия"},
		{"Donetsk", "Donetsʼk", "Донецк"},
		{"Lukashenko", "Lukashenka", "Лукашенко"},
		{"Berdiansk", "Berdyansk", "Бердянск"},
		{"Vučić", "Vucic", "Вучић"},
		{"Władysław", "Wladyslaw"},
		{"Hezbollah", "Hizbollah", "Hezbolla"},
		{"Αθηνα", "Athina"},
		{"Orlo", "Órlo"},
		{"AK-47", "AK 47", "AK47"},
		{"평양", "평양"},
		{"Ministry of Defence", "Ministry of Defense", "The Ministry of Defence"},
		{"Labour Party", "Labor Party"},
		{"Smith", "Смит"},
	} {
		for _, a := range names {
			for _, b := range names {
				x, y := spell(FoldName(a)), spell(FoldName(b))
				if _, ok := x.near(&y); !ok {
					t.Errorf("%s (%s, %s) and %s (%s, %s) are not near", a, x.form, x.skeleton, b, y.form, y.skeleton)
				}
			}
		}
	}
}

func TestOtherNamesAreNotNear(t *testing.T) {
	for _, p := range [][2]string{
		{"Budanov", "Bogdanov"}, {"Iran", "Iraq"}, {"Niger", "Nigeria"}, {"Austria", "Australia"}, {"Oman", "Yemen"},
		{"Kim Jong Un", "Kim Jong Il"}, {"Kim Jong Un", "Kim Jong An"}, {"Guinea", "Guyana"}, {"Slovakia", "Slovenia"},
		{"SM-3", "SM-6"}, {"S-300", "S-30"}, {"AK-47", "AK-74"}, {"11th Brigade", "1st Brigade"}, {"Hassan", "Hussein"},
		{"Kharkiv", "Kherson"}, {"Donetsk", "Dnipro"}, {"Mariupol", "Melitopol"}, {"Martin", "Merton"}, {"Kahn", "Kuhn"},
		{"Ivanov", "Ivanova Street"}, {"Bush", "Bash"}, {"평양", "서울"}, {"北京", "南京"}, {"Путин", "Потапин"}, {"...", "..."}, {"", ""},
	} {
		x, y := spell(FoldName(p[0])), spell(FoldName(p[1]))
		if n, ok := x.near(&y); ok {
			t.Errorf("%s (%s) and %s (%s) are near: %d steps", p[0], x.form, p[1], y.form, n)
		}
	}
}

func FuzzSpell(f *testing.F) {
	for _, s := range []string{
		"Zelenskyy", "Зеленський", "Kim Jong-un", "평양", "北京", "AK-47", "ⅷ", "Œ", "\xff", "x", "jj", "iioev", "Αθήνα", "القاهرة", "ieie", "off",
		strings.Repeat("щ", 200),
	} {
		f.Add(s, "Zelensky")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := spell(FoldName(a)), spell(FoldName(b))
		if strings.Contains(x.skeleton, "\x00") || len(x.skeleton) > maxSkeleton || utf8.ValidString(a) && !utf8.ValidString(x.skeleton) {
			t.Errorf("%q has the skeleton %q", a, x.skeleton)
		}
		if x.form == "" != (x.skeleton == "") {
			t.Errorf("%q has the form %q and the skeleton %q", a, x.form, x.skeleton)
		}
		if again := spell(FoldName(FoldName(a))); again.form != x.form || again.skeleton != x.skeleton {
			t.Errorf("%q is spelled %q, and folded once more %q", a, x.form, again.form)
		}
		if again := spell(romanise(FoldName(a))); again.form != x.form {
			t.Errorf("%q is spelled %q, and romanised once more %q", a, x.form, again.form)
		}
		if _, ok := x.near(&x); ok != (x.form != "") {
			t.Errorf("%q is near itself: %v", a, ok)
		}
		n, ok := x.near(&y)
		if m, other := y.near(&x); m != n || other != ok {
			t.Errorf("%q and %q: %d, %v; the other way %d, %v", a, b, n, ok, m, other)
		}
	})
}
