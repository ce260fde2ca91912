package io.leveret.management.http;

/** A request that is not fulfilled: the status, and the two fields that RabbitMQ answers. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Object reason;

    private ApiException(int status, String error, Object reason) {
        super(error + ": " + reason);
        this.status = status;
        this.error = error;
        this.reason = reason;
    }

    /** 400 {@code bad_request}; the reason is a text, or a list as in {@code ["not_boolean", "yes"]}. */
    public static ApiException badRequest(Object reason) {
        return new ApiException(400, "bad_request", reason);
    }

    /** 401: this user may not; RabbitMQ says 401 where others say 403. */
    public static ApiException refused(String reason) {
        return new ApiException(401, "not_authorised", reason);
    }

    /** 404 as RabbitMQ answers for any object that is not there. */
    public static ApiException notFound() {
        return new ApiException(404, "Object Not Found", "Not Found");
    }

    /** 404 with a reason of its own. */
    public static ApiException notFound(String reason) {
        return new ApiException(404, "not_found", reason);
    }

    /** Any other status. */
    public static ApiException of(int status, String error, Object reason) {
        return new ApiException(status, error, reason);
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** The field {@code error}. */
    public String error() {
        return error;
    }

    /** The field {@code reason}. */
    public Object reason() {
        return reason;
    }
}
