package staff

import "testing"

func TestGuessable(t *testing.T) {
	for _, c := range []string{
		"password1234", "qwertyuiop12", "indonesia2026", "iloveyou2026", "contohcontoh1", "aaaabbbbccccdddd", "P@ssw0rd2026!",
		"asdfghjkl123", "kata sandi 2026", "bismillah123", "rahasiasekali", "081234567890", "17-08-1945-17", "123456789abc",
		"abcabcabcabc", "Admin12345678", "ana example 12", "ana.example.1", "sayangkamuselamanya", "selamat datang",
	} {
		if bad := CheckPassword(c, "Ana", "Example"); bad == nil {
			t.Errorf("%s is accepted", c)
		}
	}
	for _, c := range []string{
		"three small boats", "tiga perahu kecil", "rumah contoh yang aman", "k9#vR2!pXw7q", "sungai mengalir tenang", "បីទូកតូចៗនៅទន្លេ",
		"เรือเล็กสามลำในแม่น้ำ", "correct horse battery",
	} {
		if bad := CheckPassword(c, "Ana", "Example"); bad != nil {
			t.Errorf("%s is refused: %s", c, bad.Key)
		}
	}
}
