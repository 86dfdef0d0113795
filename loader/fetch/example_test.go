package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
)

func ExampleClient_Get() {
	town := fetchtest.NewNetwork() // in the place of the internet
	defer town.Close()
	town.Name("courier.example", "8.8.8.8")
	town.Serve("8.8.8.8:80", fetchtest.New())

	c := fetch.NewClient(fetch.Options{
		UserAgent: "mybot/1.0 (+https://example.org/bot)", Guard: &fetch.Guard{}, Resolve: town.Resolve, Dial: town.Dial,
		Pause: -1, MaxDelay: 1, // an example does not wait
	})
	defer c.Close()
	res, body, err := c.Get(context.Background(), fetch.Request{URL: "http://courier.example/moved"})
	if err != nil {
		log.Print(err)
		return
	}
	fmt.Println(res.URL, res.MediaType, len(body) > 0)

	_, _, err = c.Get(context.Background(), fetch.Request{URL: "http://courier.example/inside"})
	fmt.Println(err)
	fmt.Println(errors.Is(err, fetch.ErrRefused))
	// Output:
	// http://courier.example/2026/03/12/harbour-dredging.html text/html; charset=utf-8 true
	// http://127.0.0.1/ (redirected from http://courier.example/inside): 127.0.0.1 is not an address of the public internet; give a public URL, or let the operator allow this one
	// true
}
