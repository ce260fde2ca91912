package io.leveret.broker.tls;

import io.leveret.broker.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

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

    private static final String CN = "2.5.4.3";
    private static final Map<String, Integer> SAN_TAGS = Map.of(
            "other_name", GeneralName.otherName,
            "email", GeneralName.rfc822Name,
            "dns", GeneralName.dNSName,
            "uri", GeneralName.uniformResourceIdentifier,
            "ip", GeneralName.iPAddress);

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
        for (RDN part : X500Name.getInstance(name.getEncoded()).getRDNs()) {
            List<String> attributes = new ArrayList<>();
            for (AttributeTypeAndValue attribute : part.getTypesAndValues()) {
                String type = attribute.getType().getId();
                attributes.add(KEYWORDS.getOrDefault(type, type) + "=" + escaped(text(attribute.getValue())));
            }
            parts.add(String.join("+", attributes));
        }
        Collections.reverse(parts);
        return String.join(",", parts);
    }

    private static String commonName(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        for (RDN part : subject.getRDNs()) {
            for (AttributeTypeAndValue attribute : part.getTypesAndValues()) {
                if (attribute.getType().getId().equals(CN)) {
                    names.add(text(attribute.getValue()));
                }
            }
        }
        return names.isEmpty() ? null : String.join(",", names);
    }

    /** A text of any of the string types; of anything else the octets. */
    private static String text(ASN1Encodable value) {
        if (value instanceof ASN1UniversalString wide) {
            return new String(wide.getOctets(), Charset.forName("UTF-32BE"));
        }
        if (value instanceof ASN1String string && !(value instanceof ASN1BitString)) {
            return string.getString();
        }
        try {
            return new String(value.toASN1Primitive().getEncoded(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that cannot be written", e);
        }
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
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return null;
        }
        GeneralNames names =
                GeneralNames.getInstance(ASN1OctetString.getInstance(extension).getOctets());
        int seen = 0;
        for (GeneralName name : names.getNames()) {
            if (name.getTagNo() == sanTag && seen++ == sanIndex) {
                return generalName(name);
            }
        }
        return null;
    }

    private static String generalName(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.otherName ->
                text(OtherName.getInstance(name.getName()).getValue());
            case GeneralName.iPAddress ->
                address(ASN1OctetString.getInstance(name.getName()).getOctets());
            default -> text(name.getName());
        };
    }

    private static String address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }
}
