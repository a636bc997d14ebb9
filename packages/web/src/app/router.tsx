import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { orderSearchSchema } from "../features/orders/order-search.ts";
import { signalSearchSchema } from "../features/signals/signal-search.ts";
import { ListPage } from "../features/workflows/components/list/list-page.tsx";
import { detailSearchSchema } from "../features/workflows/detail-search.ts";
import { listSearchSchema } from "../features/workflows/list-search.ts";
import { NotFound, RouteFailure } from "./fallback.tsx";
import { parseSearch, stringifySearch } from "./search-params.ts";
import { Shell } from "./shell.tsx";
import { loadWhenIdle } from "./upgrade.ts";

const rootRoute = createRootRoute({ component: Shell });

/** The list stays mounted under an open dialog; each dialog has its own address. */
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "list",
  validateSearch: listSearchSchema,
  component: function ListRoute() {
    return (
      <>
        <ListPage search={listRoute.useSearch()} />
        <Outlet />
      </>
    );
  },
});

const indexRoute = createRoute({ getParentRoute: () => listRoute, path: "/" });

const detail = () => import("../features/workflows/components/detail/workflow-dialog.tsx");
const form = () => import("../features/workflows/components/form/form-dialogs.tsx");

loadWhenIdle([detail, form]);

const detailRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "/workflows/$id",
  validateSearch: detailSearchSchema,
  component: lazyRouteComponent(detail, "WorkflowDialog"),
});

const createWorkflowRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "/workflows/new",
  component: lazyRouteComponent(form, "CreateDialog"),
});

const editRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "/workflows/$id/edit",
  component: lazyRouteComponent(form, "EditDialog"),
});

const duplicateRoute = createRoute({
  getParentRoute: () => listRoute,
  path: "/workflows/$id/duplicate",
  component: lazyRouteComponent(form, "DuplicateDialog"),
});

const ordersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/orders",
  validateSearch: orderSearchSchema,
  component: lazyRouteComponent(
    () => import("../features/orders/components/orders-page.tsx"),
    "OrdersPage",
  ),
});

const signalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/signals",
  validateSearch: signalSearchSchema,
  component: lazyRouteComponent(
    () => import("../features/signals/components/signals-page.tsx"),
    "SignalsPage",
  ),
});

const statusRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/status",
  component: lazyRouteComponent(
    () => import("../features/status/components/status-page.tsx"),
    "StatusPage",
  ),
});

const transferRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/transfer",
  component: lazyRouteComponent(
    () => import("../features/transfer/components/transfer-page.tsx"),
    "TransferPage",
  ),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    listRoute.addChildren([
      indexRoute,
      createWorkflowRoute,
      detailRoute,
      editRoute,
      duplicateRoute,
    ]),
    signalsRoute,
    ordersRoute,
    statusRoute,
    transferRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: RouteFailure,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** The page from which a dialog was opened: closing goes back to it instead of adding
     *  history. */
    opener?: "page" | "detail" | undefined;
  }
}
