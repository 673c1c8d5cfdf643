/** Positions, holdings and funds as SmartAPI writes them. Simulator process. */
import type { WireFunds } from '../../../contract/wire/smartapi-account.ts';
import type {
  WireAllHoldings,
  WireHoldingRow,
  WirePositionRow,
} from '../../../contract/wire/smartapi-portfolio.ts';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { HeldShares } from '../rest/account.ts';
import { expiryWord, kindWord, strikeRupees, symbolGroup, twoDecimals } from './contract-words.ts';
import {
  netQuantity,
  openValuePaise,
  type Position,
  realisedPaise,
  type Traded,
  totalOf,
  unrealisedPaise,
} from './position-book.ts';
import type { FundsState } from './risk-desk.ts';

/** Prices of an instrument now, paise; 0 while there are none. */
export interface LastPrices {
  readonly lastPaise: number;
  readonly previousClosePaise: number;
}

export function positionRow(position: Position, prices: LastPrices): WirePositionRow {
  const { instrument, buy, sell, carriedBuy, carriedSell } = position;
  const total = totalOf(position);
  const net = netQuantity(position);
  const realised = realisedPaise(position);
  const unrealised = unrealisedPaise(position, prices.lastPaise);
  const netPrice = net === 0 ? 0 : openValuePaise(position) / Math.abs(net);
  const lots = String(instrument.lotSize);
  return {
    exchange: instrument.exchange,
    symboltoken: instrument.token,
    producttype: position.product,
    tradingsymbol: instrument.symbol,
    symbolname: instrument.name,
    instrumenttype: kindWord(instrument),
    ...{ priceden: '1', pricenum: '1', genden: '1', gennum: '1', precision: '2' },
    ...{ multiplier: '-1', boardlotsize: lots },
    buyqty: String(buy.quantity),
    sellqty: String(sell.quantity),
    buyamount: twoDecimals(buy.valuePaise),
    sellamount: twoDecimals(sell.valuePaise),
    symbolgroup: symbolGroup(instrument),
    strikeprice: strikeRupees(instrument).toFixed(1),
    optiontype: instrument.optionType,
    expirydate: expiryWord(instrument),
    lotsize: lots,
    cfbuyqty: String(carriedBuy.quantity),
    cfsellqty: String(carriedSell.quantity),
    cfbuyamount: twoDecimals(carriedBuy.valuePaise),
    cfsellamount: twoDecimals(carriedSell.valuePaise),
    buyavgprice: average(buy),
    sellavgprice: average(sell),
    avgnetprice: twoDecimals(netPrice),
    netvalue: twoDecimals(total.sell.valuePaise - total.buy.valuePaise),
    netqty: String(net),
    totalbuyvalue: twoDecimals(total.buy.valuePaise),
    totalsellvalue: twoDecimals(total.sell.valuePaise),
    cfbuyavgprice: average(carriedBuy),
    cfsellavgprice: average(carriedSell),
    totalbuyavgprice: average(total.buy),
    totalsellavgprice: average(total.sell),
    netprice: twoDecimals(netPrice),
    pnl: twoDecimals(realised + unrealised),
    realised: twoDecimals(realised),
    unrealised: twoDecimals(unrealised),
    ltp: twoDecimals(prices.lastPaise),
    close: twoDecimals(prices.previousClosePaise),
  };
}

export function holdingRow(
  { quantity, averagePaise }: HeldShares,
  instrument: Instrument,
  prices: LastPrices,
): WireHoldingRow {
  const gainPaise = quantity * (prices.lastPaise - averagePaise);
  return {
    tradingsymbol: instrument.symbol,
    exchange: instrument.exchange,
    // A made-up number of the right shape; nobody looks shares up by it here.
    isin: `INE${instrument.token.padStart(8, '0')}0`,
    t1quantity: 0,
    realisedquantity: quantity,
    quantity,
    authorisedquantity: 0,
    product: 'DELIVERY',
    collateralquantity: null,
    collateraltype: null,
    haircut: 0,
    averageprice: averagePaise / 100,
    ltp: prices.lastPaise / 100,
    symboltoken: instrument.token,
    close: prices.previousClosePaise / 100,
    profitandloss: gainPaise / 100,
    pnlpercentage: percentOf(gainPaise, quantity * averagePaise),
  };
}

export function allHoldings(rows: readonly WireHoldingRow[]): WireAllHoldings {
  let value = 0;
  let invested = 0;
  for (const { quantity, ltp, averageprice } of rows) {
    value += Math.round(quantity * ltp * 100);
    invested += Math.round(quantity * averageprice * 100);
  }
  return {
    holdings: rows,
    totalholding: {
      totalholdingvalue: value / 100,
      totalinvvalue: invested / 100,
      totalprofitandloss: (value - invested) / 100,
      totalpnlpercentage: percentOf(value - invested, invested),
    },
  };
}

/** `availablecash` is net of what is used, as a live account shows it. */
export function fundsRow(funds: FundsState, unrealised: number): WireFunds {
  const used = funds.positionMarginPaise + funds.orderMarginPaise;
  return {
    net: twoDecimals(funds.availablePaise),
    availablecash: twoDecimals(funds.availablePaise),
    availableintradaypayin: '0.00',
    availablelimitmargin: '0.00',
    collateral: '0.00',
    m2munrealized: twoDecimals(unrealised),
    m2mrealized: twoDecimals(funds.realisedPaise),
    utiliseddebits: twoDecimals(used),
    utilisedspan: twoDecimals(funds.positionMarginPaise - funds.premiumPaise),
    utilisedoptionpremium: twoDecimals(funds.premiumPaise),
    utilisedholdingsales: '0.00',
    utilisedexposure: twoDecimals(funds.orderMarginPaise),
    utilisedturnover: '0.00',
    utilisedpayout: '0.00',
  };
}

function average({ quantity, valuePaise }: Traded): string {
  return twoDecimals(quantity === 0 ? 0 : valuePaise / quantity);
}

function percentOf(partPaise: number, wholePaise: number): number {
  return wholePaise === 0 ? 0 : Math.round((partPaise / wholePaise) * 10_000) / 100;
}
