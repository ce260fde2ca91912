package io.leveret.management.api;

import io.leveret.management.http.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tags, which clients send as a list or as one text with commas. */
final class TextList {
    private TextList() {}

    /**
     * The texts, without blanks around them; none for null.
     *
     * @param name of the field, for the refusal
     * @throws ApiException 400: it is neither
     */
    static List<String> of(String name, Object value) throws ApiException {
        List<?> given = value == null ? List.of() : Collections.singletonList(value);
        if (value instanceof List<?> list) {
            given = list;
        } else if (value instanceof String text) {
            given = List.of(text.split(","));
        }
        List<String> texts = new ArrayList<>();
        for (Object each : given) {
            if (!(each instanceof String text)) {
                throw ApiException.badRequest(List.of("not_a_string", name));
            }
            if (!text.isBlank()) {
                texts.add(text.trim());
            }
        }
        return texts;
    }
}
