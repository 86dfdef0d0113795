package lang

import (
	"math/rand/v2"
	"testing"
)

func TestASCIIFormsLookTheSameBothWays(t *testing.T) {
	forms := []string{"", "a", "A", "7", "U.S.", "McDonald's", "e-mail", "COVID-19", "3rd", "1,000.50", "--", "a@b.org", "R&D", "x_y", "\x7f\x00"}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		b := make([]byte, rng.IntN(12))
		for i := range b {
			b[i] = byte(rng.IntN(128))
		}
		forms = append(forms, string(b))
	}
	for _, f := range forms {
		quick, ok := lookASCII(f)
		slow, _ := lookAny(f, nil)
		if !ok || quick != slow {
			t.Errorf("%q: %v by the quick look, %v by the slow one", f, quick, slow)
		}
	}
	if _, ok := lookASCII("Kyïv"); ok {
		t.Error("Kyïv is no ASCII")
	}
}
