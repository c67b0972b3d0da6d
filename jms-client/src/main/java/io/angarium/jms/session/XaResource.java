package io.angarium.jms.session;

import io.angarium.jms.channel.Channel;
import io.angarium.jms.receiving.XaAcknowledger;
import io.angarium.wire.BranchId;
import io.angarium.wire.Frame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.XaCode;
import io.angarium.wire.XaFrame;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The broker as a resource manager, seen through one XA session: Jakarta Messaging 3.1 section 6.2.8, {@link XAResource}, X/Open XA. The
 * broker keeps the state of branches and decides; this carries its codes. Whatever the link does not let through is XAER_RMFAIL: what
 * became of it is then found out by recovery. Any thread; calls of one resource one after another.
 */
final class XaResource implements XAResource, BrokerIdentity {
    private static final System.Logger LOG = System.getLogger(XaResource.class.getName());

    private final SessionCore session;
    private final Channel channel;
    private final XaAcknowledger acknowledger;
    private int timeoutSeconds; // guarded by this, as what follows
    private @Nullable BranchId active; // what the last association was with

    XaResource(SessionCore session) {
        this.session = session;
        this.channel = session.channel();
        this.acknowledger = (XaAcknowledger) session.acknowledger();
    }

    @Override
    public synchronized void start(@Nullable Xid xid, int flags) throws XAException {
        BranchId branch = branch(xid);
        checkOpen();
        dropRefusals();
        long number = acknowledger.next();
        long timeoutMillis = TimeUnit.SECONDS.toMillis(timeoutSeconds);
        check(ask(correlation ->
                new XaFrame.XaStart(correlation, session.number(), number, flags, timeoutMillis, branch)));
        acknowledger.begin(number);
        active = branch;
    }

    @Override
    public synchronized void end(@Nullable Xid xid, int flags) throws XAException {
        BranchId branch = branch(xid);
        checkOpen();
        long left = 0; // where another branch, a suspended one, is ended, the active one goes on
        try {
            if (flags != TMFAIL) {
                session.awaitCompletions();
            }
            if (branch.equals(active)) {
                left = acknowledger.leave();
            }
        } catch (JMSException e) {
            throw failed(e);
        }
        ReplyFrame.XaResult result =
                ask(correlation -> new XaFrame.XaEnd(correlation, session.number(), flags, branch));
        if (left != 0 && result.code() < 0) { // what can only roll back has a code of its own, above 0: it is over
            acknowledger.begin(left);
        }
        check(result);
    }

    private void dropRefusals() throws XAException {
        try {
            JMSException refused = session.takeRefusal();
            if (refused != null) {
                LOG.log(System.Logger.Level.DEBUG, "a send before this branch was refused", refused);
            }
        } catch (JMSException e) {
            throw failed(e);
        }
    }

    private void checkOpen() throws XAException {
        if (session.isClosed() && !channel.isBroken()) {
            throw exception(
                    XaCode.XAER_RMERR, "the session is closed; its branch, if it was in one, can only roll back");
        }
    }

    @Override
    public int prepare(@Nullable Xid xid) throws XAException {
        BranchId branch = branch(xid);
        XaActivity.preparing();
        ReplyFrame.XaResult result = ask(correlation -> new XaFrame.XaPrepare(correlation, branch));
        if (result.code() == XaCode.XA_RDONLY) {
            return XA_RDONLY;
        }
        check(result);
        return XA_OK;
    }

    @Override
    public void commit(@Nullable Xid xid, boolean onePhase) throws XAException {
        BranchId branch = branch(xid);
        check(ask(correlation -> new XaFrame.XaCommit(correlation, onePhase, branch)));
    }

    @Override
    public void rollback(@Nullable Xid xid) throws XAException {
        BranchId branch = branch(xid);
        check(ask(correlation -> new XaFrame.XaRollback(correlation, branch)));
    }

    @Override
    public void forget(@Nullable Xid xid) throws XAException {
        BranchId branch = branch(xid);
        check(ask(correlation -> new XaFrame.XaForget(correlation, branch)));
    }

    @Override
    public Xid[] recover(int flags) throws XAException {
        List<Xid> found = new ArrayList<>();
        for (ReplyFrame frame : call(correlation -> new XaFrame.XaRecover(correlation, session.number(), flags))) {
            if (frame instanceof ReplyFrame.XaResult refused) {
                check(refused);
            } else if (frame instanceof ReplyFrame.XaBranches some) {
                some.branches().forEach(branch -> found.add(new BranchXid(branch)));
            }
        }
        return found.toArray(new Xid[0]);
    }

    /** Whether it is the same broker, whatever connection or URI leads to it: then branches of one transaction can be joined. */
    @Override
    public boolean isSameRM(@Nullable XAResource other) {
        return other instanceof XaResource same && same.broker().equals(broker());
    }

    @Override
    public UUID broker() {
        return channel.welcome().broker();
    }

    @Override
    public synchronized int getTransactionTimeout() {
        return timeoutSeconds;
    }

    /** Takes effect with the next branch that is started; 0 for no timeout, which is the default. */
    @Override
    public synchronized boolean setTransactionTimeout(int seconds) throws XAException {
        if (seconds < 0) {
            throw exception(XaCode.XAER_INVAL, "a transaction timeout of " + seconds + " seconds");
        }
        timeoutSeconds = seconds;
        return true;
    }

    private ReplyFrame.XaResult ask(IntFunction<? extends Frame> request) throws XAException {
        ReplyFrame reply = call(request).get(0);
        if (reply instanceof ReplyFrame.XaResult result) {
            return result;
        }
        throw exception(XaCode.XAER_RMERR, "the broker answered " + reply);
    }

    private List<ReplyFrame> call(IntFunction<? extends Frame> request) throws XAException {
        try {
            return channel.ask(request);
        } catch (JMSException e) {
            throw failed(e);
        }
    }

    /** The link is gone, or nobody knows whether the broker has done it. */
    private static XAException failed(JMSException cause) {
        XAException failed = exception(XaCode.XAER_RMFAIL, String.valueOf(cause.getMessage()));
        failed.initCause(cause);
        return failed;
    }

    private static void check(ReplyFrame.XaResult result) throws XAException {
        if (result.code() != XaCode.XA_OK) {
            throw exception(result.code(), result.reason());
        }
    }

    private static XAException exception(int code, String reason) {
        XAException exception = new XAException(reason);
        exception.errorCode = code;
        return exception;
    }

    private static BranchId branch(@Nullable Xid xid) throws XAException {
        try {
            if (xid != null) {
                return new BranchId(xid.getFormatId(), xid.getGlobalTransactionId(), xid.getBranchQualifier());
            }
        } catch (IllegalArgumentException e) {
            throw exception(XaCode.XAER_INVAL, String.valueOf(e.getMessage()));
        }
        throw exception(XaCode.XAER_INVAL, "there is no Xid");
    }

    @Override
    public String toString() {
        return "XaResource[broker " + broker() + ", session " + session.number() + "]";
    }
}
