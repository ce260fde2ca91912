package io.leveret.broker.tls;

import io.leveret.broker.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Which name in a client's certificate is the user's ({@code ssl_cert_login_from}). Names are written as RabbitMQ
 * writes them, since users are called so. Immutable.
 *
 * @param from what is looked at
 * @param sanTag the kind of alternative name, as the tag of RFC 5280's GeneralName
 * @param sanIndex which of several, from 0
 */
public record CertificateName(From from, int sanTag, int sanIndex) {
    /** Where a name stands. */
    public enum From {
        DISTINGUISHED_NAME,
        COMMON_NAME,
        SUBJECT_ALTERNATIVE_NAME
    }

    private static final String SUBJECT_ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String CN = "2.5.4.3";
    private static final int OTHER_NAME = 0;
    private static final int IP = 7;
    private static final Map<String, Integer> SAN_TAGS =
            Map.of("other_name", OTHER_NAME, "email", 1, "dns", 2, "uri", 6, "ip", IP);

    /** RFC 4514, and what else RabbitMQ has a word for. */
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry(CN, "CN"),
            Map.entry("2.5.4.4", "SN"),
            Map.entry("2.5.4.42", "GIVENNAME"),
            Map.entry("2.5.4.43", "INITIALS"),
            Map.entry("2.5.4.44", "GENERATIONQUALIFIER"),
            Map.entry("2.5.4.7", "L"),
            Map.entry("2.5.4.8", "ST"),
            Map.entry("2.5.4.10", "O"),
            Map.entry("2.5.4.11", "OU"),
            Map.entry("2.5.4.12", "TITLE"),
            Map.entry("2.5.4.6", "C"),
            Map.entry("2.5.4.5", "SERIALNUMBER"),
            Map.entry("2.5.4.65", "PSEUDONYM"),
            Map.entry("0.9.2342.19200300.100.1.25", "DC"),
            Map.entry("1.2.840.113549.1.9.1", "EMAILADDRESS"),
            Map.entry("0.9.2342.19200300.100.1.1", "UID"));

    private record Attribute(String type, String value) {}

    /** As the settings have it. */
    public static CertificateName of(Settings settings) {
        From from = switch (settings.text("ssl_cert_login_from")) {
            case "common_name" -> From.COMMON_NAME;
            case "subject_alternative_name", "subject_alt_name" -> From.SUBJECT_ALTERNATIVE_NAME;
            default -> From.DISTINGUISHED_NAME;
        };
        return new CertificateName(
                from,
                SAN_TAGS.get(settings.text("ssl_cert_login_san_type")),
                settings.integer("ssl_cert_login_san_index"));
    }

    /** The name in a certificate; null if there is none of the kind. */
    public String in(X509Certificate certificate) {
        return switch (from) {
            case DISTINGUISHED_NAME -> distinguishedName(certificate);
            case COMMON_NAME -> commonName(certificate);
            case SUBJECT_ALTERNATIVE_NAME -> alternativeName(certificate);
        };
    }

    /** The subject as RFC 4514 writes it: the last part first. */
    static String distinguishedName(X509Certificate certificate) {
        return written(certificate.getSubjectX500Principal());
    }

    /** A name as RFC 4514 writes it: the last part first. */
    public static String written(X500Principal name) {
        List<String> parts = new ArrayList<>();
        for (List<Attribute> part : parts(name)) {
            List<String> attributes = new ArrayList<>();
            for (Attribute attribute : part) {
                String keyword = KEYWORDS.getOrDefault(attribute.type, attribute.type);
                attributes.add(keyword + "=" + escaped(attribute.value));
            }
            parts.add(String.join("+", attributes));
        }
        Collections.reverse(parts);
        return String.join(",", parts);
    }

    private static String commonName(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (List<Attribute> part : parts(certificate.getSubjectX500Principal())) {
            for (Attribute attribute : part) {
                if (attribute.type.equals(CN)) {
                    names.add(attribute.value);
                }
            }
        }
        return names.isEmpty() ? null : String.join(",", names);
    }

    private static List<List<Attribute>> parts(X500Principal principal) {
        DerReader name = new DerReader(principal.getEncoded()).enter();
        List<List<Attribute>> parts = new ArrayList<>();
        while (name.hasMore()) {
            DerReader part = name.enter();
            List<Attribute> attributes = new ArrayList<>();
            while (part.hasMore()) {
                DerReader attribute = part.enter();
                attributes.add(new Attribute(attribute.objectId(), text(attribute)));
            }
            parts.add(attributes);
        }
        return parts;
    }

    private static String text(DerReader value) {
        return value.isText() ? value.text() : new String(value.enter().rest(), StandardCharsets.ISO_8859_1);
    }

    /** RFC 4514, and besides it all that is not printable ASCII, octet by octet of UTF-8. */
    private static String escaped(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            int octet = octets[i] & 0xff;
            boolean atAnEnd = octet == ' ' && (i == 0 || i == octets.length - 1);
            if (atAnEnd || (octet == '#' && i == 0) || "\"+,;<>\\".indexOf(octet) >= 0) {
                text.append('\\').append((char) octet);
            } else if (octet < ' ' || octet >= '~') {
                text.append(String.format("\\%02X", octet));
            } else {
                text.append((char) octet);
            }
        }
        return text.toString();
    }

    private String alternativeName(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAMES);
        if (extension == null) {
            return null;
        }
        DerReader names = new DerReader(new DerReader(extension).enter().rest()).enter();
        int seen = 0;
        while (names.hasMore()) {
            boolean wanted = (names.peek() & 0x1f) == sanTag;
            DerReader name = names.enter();
            if (wanted && seen++ == sanIndex) {
                return generalName(name);
            }
        }
        return null;
    }

    private String generalName(DerReader name) {
        if (sanTag == OTHER_NAME) {
            name.objectId();
            return text(name.enter());
        }
        byte[] octets = name.rest();
        if (sanTag == IP) {
            try {
                return InetAddress.getByAddress(octets).getHostAddress();
            } catch (UnknownHostException noAddress) {
                return null;
            }
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }
}
