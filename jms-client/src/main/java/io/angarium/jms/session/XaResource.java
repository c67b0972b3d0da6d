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
 * became of it is then found out by recovery. A branch whose end is under way is left at once, also where that fails: then it can only roll
 * back. Any thread; calls of one resource one after another.
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
        ReplyFrame.XaResult result;
        try {
            result = ask(correlation ->
                    new XaFrame.XaStart(correlation, session.number(), number, flags, timeoutMillis, branch));
        } catch (XAException e) {
            if (!channel.isBroken()) {
                undo(branch, flags);
            }
            throw e;
        }
        check(result);
        acknowledger.begin(number);
        active = branch;
    }

    /**
     * Where the broker has not answered though the link is there, nobody knows whether it has begun the branch. A transaction manager does not end
     * what could not begin, so that is done here, lest a branch be left over, and the session in it. Waits once: the rollback has an answer that nobody needs.
     */
    private void undo(BranchId branch, int flags) {
        try {
            ReplyFrame.XaResult ended =
                    ask(correlation -> new XaFrame.XaEnd(correlation, session.number(), TMFAIL, branch));
            if (ended.code() < 0) { // it has not begun, and may be somebody else's
                return;
            }
        } catch (XAException e) {
            LOG.log(System.Logger.Level.DEBUG, "whether a branch has begun is not known; it is rolled back", e);
        }
        try {
            if (flags == TMNOFLAGS) { // what was joined or resumed is not its own to roll back
                channel.endSoon(correlation -> new XaFrame.XaRollback(correlation, branch));
            }
        } catch (JMSException e) {
            LOG.log(System.Logger.Level.DEBUG, "a branch may be left over until its connection ends", e);
        }
    }

    @Override
    public synchronized void end(@Nullable Xid xid, int flags) throws XAException {
        BranchId branch = branch(xid);
        checkOpen();
        if (flags != TMSUCCESS && flags != TMFAIL && flags != TMSUSPEND) {
            throw exception(XaCode.XAER_INVAL, "end with flags 0x" + Integer.toHexString(flags));
        }
        JMSException unsure = flags == TMFAIL ? null : unconfirmed();
        int said = unsure == null ? flags : TMFAIL;
        if (branch.equals(active)) { // where another one, which is suspended, is ended, the active one goes on
            try {
                session.leaveBranch(acknowledger);
            } catch (JMSException e) {
                throw failed(e);
            }
        }
        check(ask(correlation -> new XaFrame.XaEnd(correlation, session.number(), said, branch)));
        if (unsure != null) {
            throw caused(exception(XaCode.XA_RBOTHER, "rolled back: " + unsure.getMessage()), unsure);
        }
    }

    /** Why it is not known what became of asynchronous sends; null if it is. */
    private @Nullable JMSException unconfirmed() {
        try {
            session.awaitCompletions();
            return null;
        } catch (JMSException e) {
            return e;
        }
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
        return caused(exception(XaCode.XAER_RMFAIL, String.valueOf(cause.getMessage())), cause);
    }

    private static XAException caused(XAException exception, JMSException cause) {
        exception.initCause(cause);
        return exception;
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
