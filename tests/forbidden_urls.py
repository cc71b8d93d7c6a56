"""Addresses that must never be asked, in every spelling we know. `:9` stands for the port of a listening canary."""

# What resolves to nothing public, whoever writes it; the names' addresses are in HOSTS.
HOSTS = {
    "localhost": ("127.0.0.1", "::1"), "news.localhost": ("127.0.0.1",), "ip6-localhost": ("::1",),
    "localhost.localdomain": ("127.0.0.1",), "127-0-0-1.spelled.example": ("127.0.0.1",),
    "metadata.google.internal": ("169.254.169.254",), "metadata": ("169.254.169.254",),
    "instance-data": ("169.254.169.254",), "kubernetes.default.svc": ("10.96.0.1",), "printer": ("192.168.1.9",),
    "public-then-private.example": ("93.184.216.34", "127.0.0.1"),
    "private-then-public.example": ("10.0.0.1", "93.184.216.34"), "mapped.example": ("::ffff:127.0.0.1",),
    "wrapped.example": ("2002:7f00:1::",), "nat64.example": ("64:ff9b::7f00:1",), "zone.example": ("fe80::1",),
    "alibaba.example": ("100.100.100.200",), "oracle.example": ("192.0.0.192",), "azure.example": ("168.63.129.16",),
    "nowhere.example": ("0.0.0.0",), "everywhere.example": ("255.255.255.255",),
    "xn--bcher-kva.example": ("127.0.0.1",),
}

_LOOPBACK = """
127.0.0.1 127.0.0.1. 127.1 127.0.1 127.255.255.254 2130706433 017700000001 0x7f000001 0X7F000001 0x7f.0.0.1 0x7f.1
0x7F.1 0177.0.0.1 0177.0.0.01 127.0.0.01 127.00.00.01 0x7f.0x0.0x0.0x1 0177.0x0.0.1 127.0x1 127.0.0x1 00000177.1
127.0.0.0x1. １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ₁₂₇.₀.₀.₁ ¹²⁷.⁰.⁰.¹ 127.0.0.⑴
0ｘ7f.1 %31%32%37.0.0.1 127%2e0%2e0%2e1
127.0.0.1%00 127.0.0.1%2f.wire.example ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ LOCALHOST localhost. loCalHost locaLhoſt
0 0. 0.0.0.0 0.0.0.0. 00.0.0.0 0x0 0x 0.1.2.3 127.0.0.1.. 127..0.0.1 .127.0.0.1 127.0.0.1.1 256.0.0.1 4294967296 1.2.3
"""
_IPV4 = """
10.0.0.1 10.255.255.255 167772161 012.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 192.168.257 0xc0a80001
169.254.169.254 169.254.170.2 169.254.0.1 169.254.42.42 169.254.0.23 2852039166 0xa9fea9fe 0251.0376.0251.0376
169.254.43518 169.16689662 100.64.0.1 100.100.100.200 100.127.255.254 168.63.129.16 192.0.0.1 192.0.0.8 192.0.0.170
192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1
203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
"""
_IPV6 = """
::1 :: 0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:0000:0000:0001 ::2 ::127.0.0.1 ::7f00:1 ::10.0.0.1 ::ffff:127.0.0.1
::FFFF:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8
::ffff:0:127.0.0.1 ::ffff:0:7f00:1 64:ff9b::127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe
64:ff9b::100.100.100.200 64:ff9b::a83f:8110 64:ff9b:1::7f00:1 64:ff9b:1:ffff::8.8.8.8 2002:7f00:1:: 2002:7f00:1::1
2002:a00:1:: 2002:a9fe:a9fe:: 2002:c0a8:1:: 2002:808:808:: 2001:0:7f00:1:: 2001::1 2001:0:4136:e378:8000:63bf:80ff:fffe
2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1 2606:4700::5efe:127.0.0.1 fe80::1 fe80::1%25lo fe80::1%lo
2606:4700::1%25lo fe80::a9fe:a9fe febf::1 fec0::1 fc00::1 fd12:3456::1 fd00:ec2::254 fd00:ec2::23 fd20:ce::254
fd00:c1::a9fe:a9fe fd00:42::42 ff01::1 ff02::1 ff0e::1 100::1 2001:2::1 2001:3::1 2001:10::1 2001:20::1 2001:db8::1
2620:4f:8000::1 3ffe::1 3fff::1 4000::1 5f00::1 1::1 ::1.2.3 1:2:3 127.0.0.1 v1.a 2130706433 ::ffff:0x7f.1 ::１
"""
_WHOLE = r"""
file:///etc/passwd file://localhost/etc/passwd file:/etc/passwd ftp://127.0.0.1:9/ gopher://127.0.0.1:9/_x
dict://127.0.0.1:9/d ldap://127.0.0.1:9/ tftp://127.0.0.1:9/ data:text/html,x javascript:alert(1) jar:http://127.0.0.1:9!/
http+unix://%2Ftmp%2Fa.sock/ unix:///tmp/a.sock ws://127.0.0.1:9/ view-source:http://127.0.0.1:9/ feed://127.0.0.1:9/
blob:http://127.0.0.1:9/ http:127.0.0.1:9 http:/127.0.0.1:9/ http:///127.0.0.1:9/ http:\\127.0.0.1:9\ http:/\127.0.0.1:9
http://\127.0.0.1:9/ http://wire.example\@127.0.0.1:9/ http://wire.example@127.0.0.1:9/ http://127.0.0.1:9@wire.example/
http://user:word@wire.example/ http://@127.0.0.1:9/ http://:@127.0.0.1:9/ http://user@/ http://[::1]wire.example:9/
http://[::1:9/ http://::1]:9/ http://::1:9/ http://[]:9/ http://[[::1]]:9/ http://wire.example:80:9/ http://127.0.0.1:9:80/
http://wire.example:0/ http://wire.example:22/ http://wire.example:6379/ http://wire.example:8080/ http://wire.example:99999/
http://wire.example:-9/ http://wire.example:８０/ http://wire.example:0x50/ https://wire.example:25/ http:// http://. http://..
http://-.example/ http://a..example/ http://%/ http://*/ http://wire.example%40127.0.0.1:9/ http://wire_.-/ http://127.0.0.1:9%2f/
http://unknown.example/ http://localhost:9#@wire.example/ http://127.0.0.1:9?@wire.example/ http://127.0.0.1:9;@wire.example/
http://0.0.0.0:9/redirect=http://wire.example/ https://127.0.0.1:9/ https://[::1]:9/ HTTP://127.0.0.1:9/ hTTpS://localhost:9/
"""
_UNTYPED = ("", "x", "//127.0.0.1:9/", "127.0.0.1:9", "http://127.0.0.1:9/\x00", "http://wire.example\n.127.0.0.1:9/",
            "http://wire\t.example/", "http://wire.example /", "http://127.0.0.1\x00.wire.example:9/",
            "http://\u202e127.0.0.1:9/", "http://127.0.0.1\u200b:9/", "http://127.0.0.1\u00ad:9/", "http://\ud800.example/",
            "http://" + "a" * 300 + "/", "http://" + "a." * 2_000, "http://wire.example/" + "a" * 5_000,
            "http://wire.example/\ud800")

URLS = (*(f"http://{host}:9/" for host in (*(_LOOPBACK + _IPV4).split(), *HOSTS)),
        *(f"http://[{host}]:9/" for host in _IPV6.split()), *_WHOLE.split(), *_UNTYPED)
