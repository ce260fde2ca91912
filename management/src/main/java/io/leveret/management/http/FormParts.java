package io.leveret.management.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;

/** The parts of a body of type {@code multipart/form-data} (RFC 7578), as forms of browsers send files. */
final class FormParts extends MultiPart.AbstractPartsListener {
    private static final String TYPE = "multipart/form-data";
    private static final int MAX_PARTS = 16;

    private final Map<String, byte[]> parts = new LinkedHashMap<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private Throwable failure;
    private boolean complete;

    private FormParts() {}

    static boolean isForm(String contentType) {
        return contentType.regionMatches(true, 0, TYPE, 0, TYPE.length());
    }

    /**
     * Takes a body apart; of parts with the same name the last counts.
     *
     * @throws ApiException 400: it is malformed
     */
    static Map<String, byte[]> of(String contentType, byte[] body) throws ApiException {
        FormParts read = new FormParts();
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary != null) {
            MultiPart.Parser parser = new MultiPart.Parser(boundary, read);
            parser.setMaxParts(MAX_PARTS);
            parser.parse(Content.Chunk.from(ByteBuffer.wrap(body), true));
        }
        if (read.failure != null || !read.complete) {
            throw ApiException.badRequest("malformed multipart/form-data");
        }
        return read.parts;
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        byte[] bytes = new byte[chunk.remaining()];
        chunk.getByteBuffer().get(bytes);
        content.writeBytes(bytes);
    }

    @Override
    public void onPart(String name, String fileName, HttpFields headers) {
        if (name != null) {
            parts.put(name, content.toByteArray());
        }
        content.reset();
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    @Override
    public void onFailure(Throwable cause) {
        failure = cause;
    }
}
