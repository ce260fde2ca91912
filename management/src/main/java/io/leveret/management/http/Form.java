package io.leveret.management.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of a form, as browsers send them ({@code application/x-www-form-urlencoded}). */
public final class Form {
    private final Map<String, String> fields = new HashMap<>();

    private Form() {}

    /** The form in a request's body; what is malformed in it is left out. */
    public static Form of(Request request) {
        Form form = new Form();
        for (String field : new String(request.body(), StandardCharsets.UTF_8).split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                try {
                    form.fields.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
                } catch (IllegalArgumentException e) {
                    continue; // %zz: nobody's name or password
                }
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A field, "" if it is not there. */
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }
}
