package syscalls

import (
	"math"
	"strconv"
	"time"

	"strake/tracer/decode"
)

// dateComment shows, as a comment, the date of a time in seconds since the epoch and a fraction of digits
// decimal digits, if it has one.
func dateComment(c *decode.Call, sec int64, frac uint64, digits int) {
	mark := c.Mark()
	defer c.Release(mark)
	if date := dateText(c, sec, frac, digits); date != nil {
		c.E.CommentBegin()
		c.E.Bytes(date)
		c.E.CommentEnd()
	}
}

// dateText returns a date in temporary memory. It returns nil for a time that is 0, and for one that is not a date: where the
// fraction is a whole second or more, or the year too far away.
func dateText(c *decode.Call, sec int64, frac uint64, digits int) []byte {
	if sec == 0 && frac == 0 || digits == 0 && frac != 0 {
		return nil
	}
	second := uint64(1)
	for range digits {
		second *= 10
	}
	if digits > 0 && frac >= second {
		return nil
	}
	// C counts years in an int, from 1900.
	const (
		secPerYear = 31556952
		maxYear    = math.MaxInt32 + 1900
	)
	if sec > secPerYear*(maxYear-1969) || sec < -secPerYear*(maxYear+1) {
		return nil
	}
	t := time.Unix(sec, 0)
	year, month, day := t.Date()
	if y := year - 1900; y > math.MaxInt32 || y < math.MinInt32 {
		return nil
	}
	hour, minute, s := t.Clock()
	_, zone := t.Zone()
	b := c.Scratch(64)
	if b == nil {
		return nil
	}
	b = strconv.AppendInt(b[:0], int64(int32(year)), 10)
	b = appendDigits(append(b, '-'), uint64(month), 2)
	b = appendDigits(append(b, '-'), uint64(day), 2)
	b = appendDigits(append(b, 'T'), uint64(hour), 2)
	b = appendDigits(append(b, ':'), uint64(minute), 2)
	b = appendDigits(append(b, ':'), uint64(s), 2)
	if frac != 0 {
		b = appendDigits(append(b, '.'), frac, digits)
	}
	sign := byte('+')
	if zone < 0 {
		sign, zone = '-', -zone
	}
	b = appendDigits(append(b, sign), uint64(zone/3600), 2)
	return appendDigits(b, uint64(zone/60%60), 2)
}

// appendDigits appends the last n decimal digits of v.
func appendDigits(b []byte, v uint64, n int) []byte {
	for range n {
		b = append(b, '0')
	}
	for i := len(b) - 1; n > 0; n-- {
		b[i] = byte('0' + v%10)
		v /= 10
		i--
	}
	return b
}
